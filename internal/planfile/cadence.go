package planfile

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const cadenceFix = "Write “Monthly”, “Quarterly”, “Every 2 weeks”, “first Monday of the month” or “Tuesday 10:00”."

const (
	dayName  = `mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|mon|tues?|wed|thurs?|thur|fri|sat|sun`
	unitName = `working days?|business days?|days?|weeks?|months?|quarters?|years?`
)

var (
	clockTime  = regexp.MustCompile(`(?:\bat |, ?)?\b(?:(\d{1,2})(?:[:.]|h)(\d{2})\s*(am|pm|h|uhr)?|(\d{1,2})\s*(am|pm))(?:\s*-\s*\d{1,2}(?::\d{2})?(?:\s*(?:am|pm))?)?(?: (?:cet|cest|utc|gmt|et|est|pt|local time))?\b`)
	dottedDay  = regexp.MustCompile(`(?i)(\b(?:from|since|starting|until|ab)\s+)(\d{1,2})\.(0?[1-9]|1[0-2])\b\.?|()\b(\d{1,2})\.(0?[1-9]|1[0-2])\.`) // "15.12." is a day, no time of day
	everyN     = regexp.MustCompile(`\b(?:once )?(?:every|each)\s+(other|second|third|\d{1,2}|two|three|four|six)?\s*(` + unitName + `|` + dayName + `)\b`)
	nthDay     = regexp.MustCompile(`\b(?:(?:on|every) )?(?:the )?(first|1st|second|2nd|third|3rd|fourth|4th|last)\s+(` + dayName + `)\s+(?:of|in)\s+(?:the|each|every|a)\s+(month|quarter)\b`)
	monthDay   = regexp.MustCompile(`\b(?:on )?(?:the )?(\d{1,2})(?:st|nd|rd|th)\s+(?:day )?(?:of|in)\s+(?:the|each|every|a)\s+month\b|\b(?:the )?last day of (?:the|each|every) month\b`)
	oneWord    = regexp.MustCompile(`\b(daily|weekly|bi-?weekly|fortnightly|monthly|bi-?monthly|quarterly|semi-?annually|half-?yearly|bi-?annually|twice a year|twice yearly|twice a month|twice a week|annually|yearly|annual|once a (?:day|week|month|quarter|year)|hourly)\b`)
	aDay       = regexp.MustCompile(`\b(?:on )?(` + dayName + `)\b`)
	asNeeded   = regexp.MustCompile(`^(?:as (?:needed|required|necessary)|ad[ -]?hoc|on[ -]demand|on request|if needed|when needed|as and when(?: required)?)$`)
	phase      = regexp.MustCompile(`\b((?:during|while|in|after|before|until|from|for)\s+(?:the\s+)?(?:[a-z0-9' /-]*?\b)?(?:rollout(?: waves?| phase)?|waves?(?: \d+)?|pilot(?: phase| wave)?|release|go-?live|launch|production|hypercare|stabili[sz]ation|phase \d+|first (?:\d+ )?(?:weeks?|months?|quarter)|general availability|ga|afterwards|retirement)\b)|\b(afterwards|thereafter|then)\b`)
	cronLine   = regexp.MustCompile(`^(?:cron:?\s*)?((?:[\d*,/?#lw-]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun))+(?:\s+(?:[\d*,/?#lw-]|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun))+){3,5})$`)
	unresolved = regexp.MustCompile(`^(monthly|quarterly|weekly|annually|yearly|daily)\s*(?:/|or)\s*(monthly|quarterly|weekly|annually|yearly|daily)$`)
	cadNoise   = regexp.MustCompile(`^(?:[\s.,;:()/+-]|\b(?:reviews?|office hours?|meetings?|syncs?|calls?|sessions?|check-?ins?|drop-?ins?|clinics?|stand-?ups?|reports?|on|at|the|a|an|of|for|in|and|by|each|every|cost|cycle|basis|open|q&a|hour|cadence|once)\b)*$`)
	phaseSplit = regexp.MustCompile(`\s*(?:;|\n|,\s*(?:and |then )?|\s+then\s+)\s*`)
)

var spans = map[string]rollout.Cadence{
	"daily": {Every: 1, Unit: "day"}, "weekly": {Every: 1, Unit: "week"}, "monthly": {Every: 1, Unit: "month"},
	"quarterly": {Every: 1, Unit: "quarter"}, "annually": {Every: 1, Unit: "year"}, "yearly": {Every: 1, Unit: "year"}, "annual": {Every: 1, Unit: "year"},
	"fortnightly": {Every: 2, Unit: "week"}, "semi-annually": {Every: 6, Unit: "month"}, "semiannually": {Every: 6, Unit: "month"},
	"half-yearly": {Every: 6, Unit: "month"}, "halfyearly": {Every: 6, Unit: "month"}, "twice a year": {Every: 6, Unit: "month"}, "twice yearly": {Every: 6, Unit: "month"},
	"once a day": {Every: 1, Unit: "day"}, "once a week": {Every: 1, Unit: "week"}, "once a month": {Every: 1, Unit: "month"}, "once a quarter": {Every: 1, Unit: "quarter"}, "once a year": {Every: 1, Unit: "year"},
}

// Cadence reads how often something comes round. Where the text leaves the day
// out, the day it is due follows the house rule and is assumed.
func Cadence(text string) (rollout.Cell[[]rollout.Cadence], []rollout.Finding) {
	type C = []rollout.Cadence
	if long(text) {
		return unclear[C](text, "cadence-unclear", quote(text)+" is no cadence that is read; nothing comes due.", cadenceFix)
	}
	s := lower(dottedDay.ReplaceAllString(text, "$1$2$5-$3$6- "))
	switch {
	case nothing(text):
		return empty[C](text)
	case undecided(text):
		return unclear[C](text, "cadence-unclear", quote(text)+" is no cadence yet; nothing comes due.", cadenceFix)
	case asNeeded.MatchString(s):
		return understood(text, "as needed: it never comes due", C{{}})
	}
	if m := unresolved.FindStringSubmatch(s); m != nil && m[1] != m[2] {
		c := tighter(spans[m[1]], spans[m[2]])
		reading := cadenceWords(c) + " (the tighter of the two)"
		return assumed(text, reading, C{c}, finding("cadence-unresolved", quote(text)+" leaves the choice open; it is read as "+reading+".", "Write one of the two."))
	}
	if m := cronLine.FindStringSubmatch(s); m != nil {
		if err := rollout.CheckCron(m[1]); err != nil {
			return unclear[C](text, "cadence-cron", quote(text)+": "+err.Error()+".", "Write a schedule with five fields that comes round, such as “0 9 * * 1”, or “Monday 09:00”.")
		}
		return understood(text, "by the cron schedule "+m[1], C{{Cron: m[1]}})
	}
	var out C
	var readings []string
	doubt := false
	var unread []string
	for _, part := range cadenceParts(s) {
		c, rest, why := oneCadence(part)
		switch {
		case why != "":
			return unclear[C](text, "cadence-unclear", quote(text)+": "+why+".", cadenceFix)
		case c.Unit == "":
			unread = append(unread, part)
			continue
		case oneWord.MatchString(rest) || everyN.MatchString(rest):
			return unclear[C](text, "cadence-unclear", quote(text)+" names more than one cadence.", cadenceFix)
		case !cadNoise.MatchString(rest):
			unread = append(unread, strings.TrimSpace(rest))
		}
		if err := c.Check(); err != nil {
			return unclear[C](text, "cadence-unclear", quote(text)+": "+err.Error(), cadenceFix)
		}
		doubt = doubt || !c.hasDay() || c.Every > 1
		out = append(out, c.Cadence)
		readings = append(readings, cadenceWords(c.Cadence))
	}
	reading := strings.Join(readings, "; ")
	switch {
	case len(out) == 0:
		return unclear[C](text, "cadence-unclear", quote(text)+" is no cadence that is read; nothing comes due.", cadenceFix)
	case len(out) > 1 && (out[0].While == "" || out[1].While == ""):
		return unclear[C](text, "cadence-unclear", quote(text)+" names more than one cadence.", cadenceFix)
	case len(unread) > 0:
		return assumed(text, reading, out, finding("cadence-words", "Of "+quote(text)+" only this is read: "+reading+".", cadenceFix))
	case doubt:
		return assumed(text, reading, out)
	}
	return understood(text, reading, out)
}

// cadenceParts splits "weekly during pilot, monthly after release", but not
// "Tuesday, 10:00".
func cadenceParts(s string) []string {
	var parts []string
	for _, p := range phaseSplit.Split(s, -1) {
		if len(parts) > 0 && !oneWord.MatchString(p) && !everyN.MatchString(p) && !nthDay.MatchString(p) && !monthDay.MatchString(p) {
			parts[len(parts)-1] += ", " + p
			continue
		}
		parts = append(parts, p)
	}
	return parts
}

type timing struct{ rollout.Cadence }

// hasDay reports whether the text itself says on which day it falls.
func (t timing) hasDay() bool { return t.Weekday != "" || t.Day != 0 || t.Unit == "day" }

func oneCadence(s string) (t timing, rest, why string) {
	take := func(m []int) { s = s[:m[0]] + " " + s[m[1]:] }
	if m := phase.FindStringIndex(s); m != nil {
		t.While = strings.TrimSpace(s[m[0]:m[1]])
		take(m)
	}
	if m := clockTime.FindStringSubmatchIndex(s); m != nil {
		h, mins, half := group1(s, m, 1)+group1(s, m, 4), group1(s, m, 2), group1(s, m, 3)+group1(s, m, 5)
		at, ok := hour(h, mins, half)
		if !ok {
			return t, s, "there is no such time of day"
		}
		t.At = at
		take(m[:2])
	}
	if m := nthDay.FindStringSubmatchIndex(s); m != nil {
		t.Nth = map[string]int{"first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "last": -1}[group1(s, m, 1)]
		t.Weekday, t.Every, t.Unit = weekday(group1(s, m, 2)), 1, group1(s, m, 3)
		take(m[:2])
		return t, oneWord.ReplaceAllString(s, ""), ""
	}
	if m := monthDay.FindStringSubmatchIndex(s); m != nil {
		t.Every, t.Unit, t.Day = 1, "month", 31
		if n := group1(s, m, 1); n != "" {
			if t.Day = atoi(n); t.Day < 1 || t.Day > 31 {
				return t, s, "no month has such a day"
			}
		}
		take(m[:2])
		return t, oneWord.ReplaceAllString(s, ""), ""
	}
	if m := everyN.FindStringSubmatchIndex(s); m != nil {
		t.Every = 1
		switch n := group1(s, m, 1); n {
		case "":
		case "other", "second":
			t.Every = 2
		case "third":
			t.Every = 3
		default:
			t.Every, _ = count(n)
		}
		unit := group1(s, m, 2)
		if t.Every == 0 {
			return t, s, "“every 0” never comes round"
		}
		if d := weekday(unit); d != "" {
			t.Unit, t.Weekday = "week", d
		} else {
			t.Unit = strings.TrimSuffix(unit[strings.LastIndex(unit, " ")+1:], "s")
		}
		take(m[:2])
	} else if m := oneWord.FindStringIndex(s); m != nil {
		w := s[m[0]:m[1]]
		c, ok := spans[w]
		if !ok {
			return t, s, map[bool]string{true: "nothing here comes round more often than daily", false: "“" + w + "” can mean two things"}[w == "hourly"]
		}
		t.Every, t.Unit = c.Every, c.Unit
		take(m)
	}
	if m := aDay.FindStringSubmatchIndex(s); m != nil && (t.Unit == "" || t.Unit == "week") && t.Weekday == "" {
		t.Weekday = weekday(group1(s, m, 1))
		if t.Unit == "" {
			t.Every, t.Unit = 1, "week"
		}
		take(m[:2])
	}
	return t, s, ""
}

func weekday(s string) string {
	d, ok := weekdays[s]
	if !ok {
		d, ok = weekdays[strings.TrimSuffix(s, "s")]
	}
	if !ok {
		return ""
	}
	return strings.ToLower(d.String())
}

// hour makes "15:04" of "3", "04" and "pm".
func hour(h, m, half string) (string, bool) {
	n, min := atoi(h), 0
	if m != "" {
		min = atoi(m)
	}
	switch {
	case half == "pm" && n < 12:
		n += 12
	case half == "am" && n == 12:
		n = 0
	case (half == "am" || half == "pm") && n > 12:
		return "", false
	}
	return fmt.Sprintf("%02d:%02d", n, min), n < 24 && min < 60
}

func tighter(a, b rollout.Cadence) rollout.Cadence {
	days := map[string]int{"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
	if days[b.Unit]*b.Every < days[a.Unit]*a.Every {
		return b
	}
	return a
}

// dueOn is the house rule for what a cadence without a day leaves open.
var dueOn = map[string]string{"week": "the 1st working day after", "month": "the 5th working day after", "quarter": "the 10th working day after", "year": "the 10th working day after"}

func cadenceWords(c rollout.Cadence) string {
	every := "every " + c.Unit
	if c.Every > 1 {
		every = "every " + strconv.Itoa(c.Every) + " " + c.Unit + "s"
	}
	switch day := titled(c.Weekday); {
	case c.Nth == -1:
		every = "the last " + day + " of every " + c.Unit
	case c.Nth > 0:
		every = "the " + rollout.Ordinal(c.Nth) + " " + day + " of every " + c.Unit
	case c.Day != 0:
		every = "the " + rollout.Ordinal(c.Day) + " of every month"
		if c.Day > 28 {
			every += ", or its last day"
		}
	case day != "" && c.Every == 1:
		every = "every " + day
	case day != "":
		every += " on " + day
	case dueOn[c.Unit] != "":
		period := "each " + c.Unit
		if c.Every > 1 {
			period = "each period of " + strconv.Itoa(c.Every) + " " + c.Unit + "s"
		}
		every += ", due on " + dueOn[c.Unit] + " " + period
	}
	if c.At != "" {
		every += " at " + c.At
	}
	if c.While != "" {
		every += ", " + c.While
	}
	return every
}

func titled(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
