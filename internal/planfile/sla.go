package planfile

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const slaFix = "Write one time for the answer, such as “15 minutes”, “4 business hours” or “next business day”; a second one may follow: “answer in 1 hour, resolve in 8 hours”."

var (
	unitWord  = `business minutes?|working minutes?|minutes?|mins?|business hours?|working hours?|office hours?|hours?|hrs?|business days?|working days?|work days?|workdays?|calendar days?|days?|business weeks?|calendar weeks?|weeks?|wks?|bh|bd|h|d|m|w`
	spanText  = regexp.MustCompile(`(\d+(?:[.,]\d+)?|half an?|an?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty|forty-five|sixty|ninety)(?:\s*(?:-|to)\s*(\d+(?:[.,]\d+)?))?[\s-]*(` + unitWord + `)?\b`)
	sameDay   = regexp.MustCompile(`\b(same|next) (business |working |work )?(?:business |working )?day\b|\b(?:by |before |within )?(end of (?:the )?(?:same )?(?:(?:business|working) )?day|eod|cob|close of business|nbd)\b`)
	presence  = regexp.MustCompile(`(?:\b\d{1,2}(?::\d{2})?\s*-\s*\d{1,2}(?::\d{2})?,?\s+)?\b(?:` + dayName + `)\s*(?:-|to)\s*(?:` + dayName + `)\b(?:[\s,]*(?:from )?\d{1,2}(?::\d{2})?\s*(?:am|h)?\s*(?:-|to)\s*\d{1,2}(?::\d{2})?(?:\s*(?:pm|h))?\b)?|\b\d{1,2}:\d{2}\s*(?:-|to)\s*\d{1,2}:\d{2}\b`)
	answering = regexp.MustCompile(`\b(acknowledg\w*|ack|answer\w*|respon[sd]\w*|first response|reply|replies|react\w*|triage\w*|pick(?:ed)? up)\b`)
	resolving = regexp.MustCompile(`\b(mitigat\w*|resolv\w*|resolution|fix\w*|restor\w*|solv\w*|workaround|recover\w*|close[ds]?|contain\w*)\b`)
	coverage  = regexp.MustCompile(`\b24\s*/\s*7\b|\b24x7\b|\b24\s*/\s*5\b|\b8x5\b|\b5x8\b|\b9x5\b|\bround the clock\b`)
	severity  = regexp.MustCompile(`\b(?:p|s|sev ?|severity |prio(?:rity)? ?)[1-5]\b|\b(?:critical|high|medium|low|urgent)\b`)
	business  = regexp.MustCompile(`\b(?:business|working|office|work)\b|\bduring (?:opening )?hours\b|\b8x5\b`)
	slaNoise  = regexp.MustCompile(`^(?:[\s,;:.()/+-]|\b(?:within|in|under|after|by|the|a|an|of|and|then|to|first|initial|time|target|max|maximum|at most|up to|less than|no more than|sla|receipt|report|reported|reporting|ticket|during|business|working|office|work|opening|hours|on|for|all|users|user|incident|incidents|issue|issues|is|are|be|will|each|every|case|cases|wall|clock|calendar|days?|expected|expectation)\b|[<≤=]|\b24\s*/\s*7\b|\b24x7\b|\b8x5\b)*$`)
)

// found is a span in a text: where it stands and what it says.
type found struct {
	span     rollout.Span
	reading  string
	upper    bool // the upper end of a range
	unitless bool
	assumed  bool // the calendar was not written
	at, end  int
}

// SLA reads a response promise. Hours and minutes run on the wall unless the
// text says business; days count as business days unless it says calendar.
func SLA(text string) (rollout.Cell[rollout.SLA], []rollout.Finding) {
	s := lower(text)
	switch {
	case nothing(text):
		return empty[rollout.SLA](text)
	case long(text):
		return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" is too long to be read; it is kept as text.", slaFix)
	case undecided(text):
		return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" is no response time yet; the default of the area holds.", slaFix)
	case regexpBestEffort.MatchString(s):
		return understood(text, "best effort: no clock runs", rollout.SLA{})
	case regexpSoon.MatchString(s):
		return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" names no time; the default of the area holds.", slaFix)
	case regexpImmediate.MatchString(s):
		return assumed(text, "answer within 15 minutes, at any hour", rollout.SLA{Answer: &rollout.Span{Amount: "PT15M", Calendar: rollout.Wall}},
			finding("sla-immediate", quote(text)+" is read as 15 minutes at any hour.", "Write the time, such as “15 minutes”."))
	}
	spans := spansIn(s)
	if len(severity.FindAllString(s, -1)) > 0 && len(spans) > 0 {
		return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" gives times by severity; a row has one answer time, and severity makes the next step come earlier.", slaFix)
	}
	switch {
	case len(spans) == 0 && coverage.MatchString(s):
		return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" says when somebody is there, not how fast they answer.", slaFix)
	case len(spans) == 0 || len(spans) > 2:
		return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" is not read as a response time; the default of the area holds.", slaFix)
	}
	var sla rollout.SLA
	guessed := ""
	if len(spans) == 2 && spans[1].unitless && spans[1].upper && clockOf(s[spans[0].end:spans[1].at], s[spans[1].end:], false, 2) == "" {
		spans = spans[:1] // "1 hour, 9-17": when somebody is there
	}
	if len(spans) == 2 && spans[0].unitless && !spans[1].unitless {
		spans[0] = withUnit(s, spans[0], spans[1])
	} else if len(spans) == 2 && spans[1].unitless && !spans[0].unitless {
		spans[1] = withUnit(s, spans[1], spans[0])
	}
	for i, f := range spans {
		if f.unitless || f.span.Amount == "" {
			return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" has a number without minutes, hours or days.", slaFix)
		}
		before, after := 0, len(s)
		if i > 0 {
			before = spans[i-1].end
		}
		if i+1 < len(spans) {
			after = spans[i+1].at
		}
		clock := clockOf(s[before:f.at], s[f.end:after], i == 0, len(spans))
		switch {
		case clock == "resolve" && sla.Resolve == nil:
			sla.Resolve = &spans[i].span
		case clock == "answer" && sla.Answer == nil:
			sla.Answer = &spans[i].span
		case clock == "" && sla.Answer == nil && len(spans) == 1:
			sla.Answer = &spans[i].span
		case clock == "" && len(spans) == 2 && sla.Answer == nil && sla.Resolve == nil && i == 0:
			sla.Answer, guessed = &spans[i].span, "two times"
		case clock == "" && sla.Resolve == nil && sla.Answer != nil:
			sla.Resolve, guessed = &spans[i].span, "two times"
		default:
			return unclear[rollout.SLA](text, "sla-unclear", quote(text)+" has two times, and it is not clear which is for what.", slaFix)
		}
		if f.upper {
			guessed = "range"
		} else if f.assumed && guessed == "" {
			guessed = "calendar"
		}
	}
	rest := leftover(s, spans)
	if guessed == "" && rest != "" {
		guessed = "rest"
	}
	reading := slaReading(sla)
	if there := presence.FindString(s); there != "" {
		clock := "the clock runs at any hour"
		if business.MatchString(s) {
			clock = "the clock runs Monday to Friday from 09:00 to 17:00"
		}
		return assumed(text, reading, sla, finding("sla-hours", "Of "+quote(text)+" only this is read: "+reading+"; "+asIn(text, there)+" is left out, "+clock+".",
			"Write “business hours” for a clock that runs Monday to Friday from 09:00 to 17:00 only."))
	}
	switch guessed {
	case "":
		return understood(text, reading, sla)
	case "range":
		return assumed(text, reading, sla, finding("sla-range", quote(text)+" is a range; its upper end counts: "+reading+".", "Write the one time that holds."))
	case "calendar":
		return assumed(text, reading, sla, finding("sla-calendar", quote(text)+" does not say which days count; it is read as: "+reading+".", "Write “business days” or “calendar days”."))
	case "two times":
		return assumed(text, reading, sla, finding("sla-clocks", quote(text)+" has two times; they are read as: "+reading+".", "Write “answer in …, resolve in …”."))
	}
	return assumed(text, reading, sla, finding("sla-words", "Of "+quote(text)+" only this is read: "+reading+".", slaFix))
}

var (
	regexpBestEffort = regexp.MustCompile(`^(?:on a )?best[ -]effort(?: basis)?(?: only)?$|^no sla$|^none$`)
	regexpSoon       = regexp.MustCompile(`^(?:asap|as soon as (?:possible|we can)|soon(?:est)?|promptly|quickly|urgent(?:ly)?)$`)
	regexpImmediate  = regexp.MustCompile(`^(?:immediate(?:ly)?|at once|instant(?:ly)?|straight away|right away)(?: (?:response|answer|page|paging|escalation|24/7))*$`)
)

// spansIn finds the lengths of time and ends of day in a lowered text.
func spansIn(s string) []found {
	var fs []found
	covered := append(coverage.FindAllStringIndex(s, -1), presence.FindAllStringIndex(s, -1)...)
	days := sameDay.FindAllStringSubmatchIndex(s, -1)
	for _, m := range days {
		f := found{at: m[0], end: m[1], span: rollout.Span{Amount: rollout.EndOfBusinessDay}, reading: "by the end of the business day"}
		word := s[m[0]:m[1]]
		if strings.HasPrefix(word, "next") || strings.HasSuffix(word, "nbd") {
			f.span.Amount, f.reading = rollout.EndOfNextBusinessDay, "by the end of the next business day"
		}
		f.assumed = m[2] >= 0 && m[4] < 0 || strings.HasSuffix(word, "eod") || strings.HasSuffix(word, "of day")
		fs = append(fs, f)
	}
	whole := business.MatchString(s)
	for _, m := range spanText.FindAllStringSubmatchIndex(s, -1) {
		if within(m[0], covered) || within(m[0], days) || m[0] > 0 && isWord(s[m[0]-1]) {
			continue
		}
		unit := group1(s, m, 3)
		amount := group1(s, m, 1)
		if unit == "" && (amount == "a" || amount == "an" || amount == "one" || m[1] < len(s) && isWord(s[m[1]])) {
			continue
		}
		f := spanOf(amount, group1(s, m, 2), unit, whole)
		f.at, f.end = m[0], m[1]
		fs = append(fs, f)
	}
	slices.SortStableFunc(fs, func(a, b found) int { return a.at - b.at })
	return fs
}

// spanOf makes a span of "4", "" and "business hours". whole says that the
// text speaks of business hours somewhere.
func spanOf(amount, to, unit string, whole bool) found {
	f := found{upper: to != "", unitless: unit == ""}
	if to != "" {
		amount = to
	}
	var n decimal.Decimal
	switch {
	case strings.HasPrefix(amount, "half"):
		n = decimal.New(5, -1)
	case words[amount] > 0:
		n = decimal.NewFromInt(int64(words[amount]))
	default:
		var ok bool
		if n, _, ok = decimalOf(amount); !ok {
			return f
		}
	}
	if unit == "" {
		f.reading = amount
		return f
	}
	calendar, name := rollout.Wall, ""
	written := strings.Contains(unit, "business") || strings.Contains(unit, "work") || strings.Contains(unit, "office") || unit == "bh" || unit == "bd"
	if written || whole {
		calendar = rollout.Business
	}
	switch u := strings.TrimSuffix(unit[strings.LastIndex(unit, " ")+1:], "s"); {
	case u == "m" || strings.HasPrefix(u, "min"):
		name = "minute"
	case u == "h" || u == "bh" || strings.HasPrefix(u, "h"):
		name = "hour"
	case u == "w" || strings.HasPrefix(u, "w") && !strings.HasPrefix(u, "workday"):
		name, n, f.assumed = "day", n.Mul(decimal.NewFromInt(7)), !strings.HasPrefix(unit, "calendar")
		if calendar == rollout.Business {
			n, f.assumed = n.Div(decimal.NewFromInt(7)).Mul(decimal.NewFromInt(5)), false
		}
	default:
		name = "day"
		if calendar == rollout.Wall && !strings.HasPrefix(unit, "calendar") {
			calendar, f.assumed = rollout.Business, true
		}
	}
	f.span, f.reading = makeSpan(n, name, calendar)
	return f
}

// makeSpan writes a span in the unit people used; a fraction moves to the next
// smaller unit. A span of nothing, or of years, has no amount.
func makeSpan(n decimal.Decimal, unit string, c rollout.Counting) (rollout.Span, string) {
	if unit == "day" && !n.IsInteger() && c == rollout.Wall {
		n, unit = n.Mul(decimal.NewFromInt(24)), "hour"
	}
	if unit == "hour" && !n.IsInteger() {
		n, unit = n.Mul(decimal.NewFromInt(60)), "minute"
	}
	most := map[string]int64{"minute": 100_000, "hour": 9_000, "day": 366}[unit]
	if !n.IsInteger() || n.Sign() <= 0 || n.GreaterThan(decimal.NewFromInt(most)) {
		return rollout.Span{}, ""
	}
	k := int(n.IntPart())
	amount := map[string]string{"minute": "PT" + strconv.Itoa(k) + "M", "hour": "PT" + strconv.Itoa(k) + "H", "day": "P" + strconv.Itoa(k) + "D"}[unit]
	reading := plural(k, unit)
	if c == rollout.Business {
		reading = plural(k, "business "+unit)
	} else if unit == "day" {
		reading = plural(k, "calendar day")
	}
	return rollout.Span{Amount: amount, Calendar: c}, reading
}

// withUnit gives a bare number the unit of its neighbour: "ack in 15 min,
// mitigate in 60".
func withUnit(s string, f, from found) found {
	m := spanText.FindStringSubmatch(s[from.at:from.end])
	g := spanOf(f.reading, "", m[3], from.span.Calendar == rollout.Business)
	g.at, g.end, g.upper = f.at, f.end, f.upper
	return g
}

// clockOf says which clock a time belongs to, by the nearest word before or
// behind it.
func clockOf(before, after string, first bool, n int) string {
	a, r := lastMatch(answering, before), lastMatch(resolving, before)
	if !first { // words behind the time before belong to that one only up to the comma
		if i := strings.LastIndexAny(before, ",;/"); i >= 0 && max(a, r) < i {
			a, r = -1, -1
		}
	}
	switch {
	case a > r:
		return "answer"
	case r > a:
		return "resolve"
	}
	if n > 1 {
		if i := strings.IndexAny(after, ",;/"); i >= 0 {
			after = after[:i]
		}
	}
	la, lr := answering.FindStringIndex(after), resolving.FindStringIndex(after)
	switch {
	case la != nil && (lr == nil || la[0] < lr[0]):
		return "answer"
	case lr != nil:
		return "resolve"
	}
	return ""
}

func slaReading(s rollout.SLA) string {
	var parts []string
	if s.Answer != nil {
		parts = append(parts, "answer "+spanWords(*s.Answer))
	}
	if s.Resolve != nil {
		parts = append(parts, "resolve "+spanWords(*s.Resolve))
	}
	return strings.Join(parts, ", ")
}

// spanWords says a span: "within 4 business hours".
func spanWords(s rollout.Span) string {
	switch s.Amount {
	case rollout.EndOfBusinessDay:
		return "by the end of the business day"
	case rollout.EndOfNextBusinessDay:
		return "by the end of the next business day"
	}
	return "within " + lengthWords(s)
}

func lengthWords(s rollout.Span) string {
	unit := map[byte]string{'M': "minute", 'H': "hour", 'D': "day"}[s.Amount[len(s.Amount)-1]]
	n, _ := strconv.Atoi(strings.Trim(s.Amount, "PTMHD"))
	_, words := makeSpan(decimal.NewFromInt(int64(n)), unit, s.Calendar)
	return words
}

// leftover is what of the text is neither a time, a clock's word nor filler.
func leftover(s string, spans []found) string {
	var b strings.Builder
	at := 0
	for _, f := range spans {
		b.WriteString(s[at:f.at])
		b.WriteByte(' ')
		at = f.end
	}
	b.WriteString(s[at:])
	rest := resolving.ReplaceAllString(answering.ReplaceAllString(b.String(), " "), " ")
	if slaNoise.MatchString(rest) {
		return ""
	}
	return strings.TrimSpace(rest)
}

func within(at int, ranges [][]int) bool {
	for _, r := range ranges {
		if at >= r[0] && at < r[1] {
			return true
		}
	}
	return false
}

func isWord(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }

func lastMatch(re *regexp.Regexp, s string) int {
	all := re.FindAllStringIndex(s, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

// group1 is submatch n of m, "" when it took no part.
func group1(s string, m []int, n int) string {
	if m[2*n] < 0 {
		return ""
	}
	return s[m[2*n]:m[2*n+1]]
}
