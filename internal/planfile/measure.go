package planfile

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"
)

// measure is one condition on a number, as written: "P95 under 8 s",
// "> 5 % over a 5-minute window".
type measure struct {
	op      string // as written, "" when the text has none
	goal    bool   // it is worded as nobody words an alarm: "at most"
	raw     string // the figure as written
	number  decimal.Decimal
	sure    bool // the number can be read in one way only
	unit    string
	noun    string // what is counted or measured, "" when the text has none
	window  string // ISO 8601
	periods int
	breach  bool // worded as the alarm, not as the goal
	above   string
}

var (
	percentile = regexp.MustCompile(`\bp ?(50|75|90|95|99|99\.9)\b`)
	consec     = regexp.MustCompile(`\b(?:for |in |over |during )?(?:at least )?(\d{1,2}|two|three|four|five|six) consecutive (minute|hour|day|week|month|quarter|year|check|reading|period|run)s?\b`)
	windowText = regexp.MustCompile(`\b(?:over|in|within|during|per|for|across|averaged over)\s+(?:an?\s+|any\s+|the\s+|each\s+|every\s+)?(?:last\s+|past\s+|rolling\s+|trailing\s+)?(?:(\d{1,3}|two|three|four|five)[ -]?)?(minute|min|hour|day|week|month|quarter|year)s?(?:[ -](?:window|period|average|basis))?\b|\b(\d{1,3})[ -](minute|min|hour|day|week|month)[ -](?:window|average|rolling average|rolling|period)\b|\ban? (hour|day|week|month|quarter|year)\b`)
	relativeTo = regexp.MustCompile(`\b(above|over|below|under|higher than|lower than|more than|less than)\s+(?:the\s+|our\s+|a\s+)?((?:daily |weekly |monthly |7-day |30-day )?(?:average|baseline|normal|usual|plan|budget|forecast|last month|last quarter|previous \w+|trend))\b`)
	measureNum = regexp.MustCompile(`(?:(` + sign + `|\b(?:` + codes + `)\b)\s*)?(\d+(?:[.,']\d+)*)(\s?k\b|\s?million\b)?(\+)?(?:\s*(?:(/|out of)\s*(\d{1,3})\b|(%|percent\b|pct\b|per cent\b|percentage points\b|pp\b)|(milliseconds?|msecs?|ms|seconds?|secs?|s|minutes?|mins?|hours?|hrs?|h|days?)\b|(` + sign + `|(?:` + codes + `|euros?|dollars?)\b)))?(\+)?`)
	rangeDash  = regexp.MustCompile(`\d\s*(?:%|s|ms|sec)?\s*(?:-|\bto\b)\s*(?:` + sign + `)?\d`)
	between    = regexp.MustCompile(`\bbetween\s+(.*?\d.*?)\s+and\s+(.*?\d.*)`)
	alarm      = regexp.MustCompile(`^(?:alert|alarm|warn|breach(?:ed)?|escalate|investigate|page|flag|trigger|notify|red)\s*(?:(?:if|when|at|on|for)\b)?:?\s*`)
	perNoun    = regexp.MustCompile(`\bper [a-z]+\b`)
	nounNoise  = regexp.MustCompile(`\b(?:of|the|a|an|is|are|be|must|should|stays?|remains?|kept|all|for|at|target|goal|threshold|with|per|on|in|to|rate of|than|and|only|each|every|any)\b|[()\[\]:;,"=<>+*]`)
)

var operators = []struct {
	op string
	re *regexp.Regexp
}{
	{">=", regexp.MustCompile(`>=|\bat least\b|\bmin(?:imum)?(?: of)?\b\.?(?:\s|$)|\b(?:no|not) (?:less|fewer|lower) than\b|\bnot below\b|\bor (?:more|better|higher|above|greater|over)\b`)},
	{"<=", regexp.MustCompile(`<=|\bat most\b|\bmax(?:imum)?(?: of)?\b\.?|\b(?:no|not) (?:more|greater|higher|longer|slower) than\b|\bnot (?:above|over|exceed(?:ing)?)\b|\bup to\b|\bwithin\b|\bor (?:less|fewer|lower|below|faster|under)\b`)},
	{">", regexp.MustCompile(`>|\babove\b|\bover\b|\bmore than\b|\bgreater than\b|\bhigher than\b|\blonger than\b|\bslower than\b|\bexceed(?:s|ing)?\b|\bbeyond\b`)},
	{"<", regexp.MustCompile(`<|\bbelow\b|\bunder\b|\bless than\b|\bfewer than\b|\blower than\b|\bfaster than\b|\bshorter than\b`)},
	{"=", regexp.MustCompile(`=|\bexactly\b|\bequal to\b`)},
}

var goalWords = regexp.MustCompile(`least|most|m(?:in|ax)|\b(?:no|not)\b|up to|within|\bor\b`)

var timeUnits = map[string]string{"ms": "ms", "millisecond": "ms", "msec": "ms", "s": "s", "sec": "s", "second": "s", "min": "min", "minute": "min", "h": "h", "hr": "h", "hour": "h", "day": "d"}

// numbersIn finds the figures that measure something; the 95 of P95 and the 1
// of "wave 1" or "P1" do not.
func numbersIn(s string) [][]int {
	var out [][]int
	for _, m := range measureNum.FindAllStringSubmatchIndex(s, -1) {
		if at := m[4]; at > 0 && (isWord(s[at-1]) || counted(s[:at])) {
			continue
		}
		if m[1] < len(s) && m[1] > m[5]-1 && m[8] < 0 && m[1] == m[5] && isWord(s[m[1]]) && s[m[1]] != 'x' {
			continue // "3rd", "2fa", "8x5" are words
		}
		out = append(out, m)
	}
	return out
}

// counted reports whether a figure behind these words only says which of several
// is meant: "wave 1", "see metric 2".
func counted(before string) bool {
	for _, w := range []string{"wave ", "tier ", "phase ", "sev ", "section ", "severity ", "metric ", "row "} {
		if strings.HasSuffix(before, w) {
			return true
		}
	}
	return false
}

// measureOf reads one condition of a lowered text that holds one figure.
func measureOf(s string) (m measure, ok bool) {
	if a := alarm.FindString(s); a != "" {
		m.breach, s = true, s[len(a):]
	}
	if x := consec.FindStringSubmatchIndex(s); x != nil {
		m.periods, _ = count(group1(s, x, 1))
		m.window = isoWindow("1", group1(s, x, 2))
		s = s[:x[0]] + " " + s[x[1]:]
	}
	if x := windowText.FindStringSubmatchIndex(s); x != nil {
		if rest := s[:x[0]] + " " + s[x[1]:]; len(numbersIn(rest)) > 0 {
			n, unit := group1(s, x, 1)+group1(s, x, 3), group1(s, x, 2)+group1(s, x, 4)+group1(s, x, 5)
			m.window = isoWindow(n, unit)
			s = rest
		}
	}
	if x := relativeTo.FindStringSubmatchIndex(s); x != nil {
		m.above = map[bool]string{true: "above ", false: "below "}[strings.ContainsAny(s[x[2]:x[3]][:1], "aohm")] + group1(s, x, 2)
		s = s[:x[0]] + " " + s[x[1]:]
	}
	p := ""
	if x := percentile.FindStringSubmatchIndex(s); x != nil {
		p = "P" + group1(s, x, 1)
		s = s[:x[0]] + " " + s[x[1]:]
	}
	ns := numbersIn(s)
	if len(ns) != 1 {
		return m, false
	}
	n := ns[0]
	raw := group1(s, n, 2)
	m.raw = raw
	if m.number, m.sure, ok = decimalOf(raw); !ok {
		return m, false
	}
	before := s[:n[0]]
	if strings.HasSuffix(strings.TrimRight(before, " "), "-") {
		m.number = m.number.Neg()
	}
	switch strings.TrimSpace(group1(s, n, 3)) {
	case "k":
		m.number = m.number.Mul(decimal.NewFromInt(1000))
	case "million":
		m.number = m.number.Mul(decimal.NewFromInt(1_000_000))
	}
	switch {
	case group1(s, n, 6) != "":
		m.unit = "/" + group1(s, n, 6)
	case group1(s, n, 7) != "":
		m.unit = "%"
	case group1(s, n, 8) != "":
		u := group1(s, n, 8)
		if m.unit = timeUnits[u]; m.unit == "" {
			m.unit = timeUnits[strings.TrimSuffix(u, "s")]
		}
	case group1(s, n, 1)+group1(s, n, 9) != "":
		m.unit = currencyOf(group1(s, n, 1) + group1(s, n, 9))
		m.sure = m.sure || strings.Contains(raw, ",") && m.unit != "EUR"
	}
	if group1(s, n, 4)+group1(s, n, 10) != "" {
		m.op = ">="
	}
	rest := before + " " + s[n[1]:]
	for _, o := range operators {
		if x := o.re.FindStringIndex(rest); x != nil && m.op == "" {
			m.op, m.goal = o.op, goalWords.MatchString(rest[x[0]:x[1]])
			rest = rest[:x[0]] + " " + rest[x[1]:]
		}
	}
	per := ""
	if x := perNoun.FindStringIndex(rest); x != nil {
		per = rest[x[0]:x[1]]
		rest = rest[:x[0]] + " " + rest[x[1]:]
	}
	m.noun = strings.Join(strings.Fields(nounNoise.ReplaceAllString(rest, " ")), " ")
	if m.unit == "" && m.noun != "" {
		m.unit = m.noun[strings.LastIndex(m.noun, " ")+1:]
	}
	m.noun = strings.TrimSpace(m.noun + " " + per)
	if p != "" {
		m.noun = p
	}
	return m, true
}

func isoWindow(n, unit string) string {
	k, _ := count(n)
	if k == 0 {
		k = 1
	}
	d := decimal.NewFromInt(int64(k))
	switch unit {
	case "min", "minute":
		return "PT" + d.String() + "M"
	case "hour":
		return "PT" + d.String() + "H"
	case "day":
		return "P" + d.String() + "D"
	case "week":
		return "P" + decimal.NewFromInt(int64(7*k)).String() + "D"
	case "month":
		return "P" + d.String() + "M"
	case "quarter":
		return "P" + decimal.NewFromInt(int64(3*k)).String() + "M"
	case "year":
		return "P" + d.String() + "Y"
	}
	return ""
}

var (
	gains  = regexp.MustCompile(`\b(?:improve\w*|reduc\w+|decrease\w*|sav(?:ed|ings?|es?)|deflect\w*|uplift|increase\w*|gain\w*)\b`)
	higher = regexp.MustCompile(`\b(?:accept(?:ed|ance)|answers?|answered|complet(?:ed?|ion)|ratings?|satisf\w+|csat|nps|accura\w+|correct\w*|quality|uptime|availab\w+|adoption|adopted|active|users|usage|repeat|returning|resolved|success\w*|coverage|covered|engage\w*|helpful\w*|usefulness|trained|compliance|compliant|ground\w*|precision|recall|score|passed|pass|throughput|productivity|value|retention|self-service|sessions|conversations|attended|attendance)\b`)
	lowerB = regexp.MustCompile(`\b(?:violations?|blocked|unauthori[sz]ed|attempts?|fail\w*|errors?|costs?|spend\w*|latency|response time|time to|duration|wait\w*|incidents?|escalat\w+|downtime|outages?|complaints?|hallucinat\w+|leak\w*|risks?|findings?|issues?|high-risk|defects?|bugs?|timeouts?|abandon\w*|rejected|rejection|unresolved|p\d+|sev ?\d|false|breach\w*|tickets|backlog|negative|churn|alerts?|exceptions?|overruns?|unsafe|harmful|toxic\w*|disclosures?|open|overdue|refus\w+|price|consumption|delay\w*|volume|queue)\b`)
)

// direction says which way is better: +1 more, -1 less, 0 not known.
func direction(noun string) int {
	s := lower(noun)
	if gains.MatchString(s) {
		return 1
	}
	h, l := higher.MatchString(s), lowerB.MatchString(s)
	switch {
	case l: // "failed answers", "open tickets of active users"
		return -1
	case h:
		return 1
	}
	return 0
}

var (
	inverse = map[string]string{">": "<=", ">=": "<", "<": ">=", "<=": ">", "=": "="}
	opWords = map[string]string{">": "more than", ">=": "at least", "<": "less than", "<=": "at most", "=": "exactly"}
)

// better is the tail of a reading: which way is better.
func better(op string) string {
	switch op {
	case ">", ">=":
		return ", higher is better"
	case "<", "<=":
		return ", lower is better"
	}
	return ""
}

// amountWords says a number with its unit: "85 %", "4/5", "USD 0.12", "8 s".
func amountWords(n decimal.Decimal, unit string) string {
	switch {
	case unit == "":
		return group(n)
	case strings.HasPrefix(unit, "/"):
		return group(n) + unit
	case len(unit) == 3 && strings.ToUpper(unit) == unit && unit != "P1D":
		return unit + " " + group(n)
	}
	return group(n) + " " + unit
}
