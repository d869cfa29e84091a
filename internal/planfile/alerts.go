package planfile

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const alertFix = "Write the levels as percentages of the budget or as amounts: “50 %, 80 %, 100 %” or “$1,500”; “forecast 100 %”, “pause at 95 %”."

var (
	alertSep   = regexp.MustCompile(`\s*(?:;|\n|,\s+|,|\s+and\s+|\s+&\s+|\s*/\s*)\s*`)
	percentNum = regexp.MustCompile(`(\d+(?:[.,]\d+)?)\s*(%|percent|pct|per cent)?`)
	forecast   = regexp.MustCompile(`\b(?:forecast(?:ed|s)?|projected|projection|expected|predicted)\b`)
	pausing    = regexp.MustCompile(`\b(?:auto-?pause|pauses?|stops?|hard stop|cut-?off|shut ?off|suspend|block|disable)\b`)
	relative   = regexp.MustCompile(`\b\d+(?:\.\d+)?\s*x\b|\btimes\b|\baverage\b|\bspike\b|\bdaily\b|\bweekly\b|\bper (?:day|week|hour)\b`)
	alertNoise = regexp.MustCompile(`^(?:[\s.():>≥=-]|\b(?:alerts?|warn(?:ing|s)?|notify|notifies|at|over|above|exceeds?|of|the|monthly|month|budget|spend|actual|reaches|reached|when|if|on|in|is|for|to|owner|critical|info|and|inform|email|escalate|used|threshold|thresholds|level|levels|then|each|full|reported|review|automatically|agent)\b)*$`)
)

// AlertThresholds reads the levels of spend at which the budget owner hears of it.
func AlertThresholds(text string) (rollout.Cell[[]rollout.AlertThreshold], []rollout.Finding) {
	type A = []rollout.AlertThreshold
	switch {
	case nothing(text):
		return empty[A](text)
	case long(text):
		return unclear[A](text, "alerts-unclear", quote(text)+" is too long to be read; it is kept as text.", alertFix)
	case undecided(text):
		return unclear[A](text, "alerts-unclear", quote(text)+" is no alert level yet.", alertFix)
	}
	var out A
	var readings, unread []string
	doubt := ""
	percents := strings.ContainsAny(text, "%") || strings.Contains(strings.ToLower(text), "percent")
	carried := false // a forecast or a pause stood before: does it hold for bare figures behind it?
	for _, part := range alertParts(lower(text)) {
		part = strings.TrimSpace(numberMark.ReplaceAllString(itemMark.ReplaceAllString(part, ""), ""))
		if part == "" {
			continue
		}
		basis, action := "actual", "alert"
		if forecast.MatchString(part) {
			basis = "forecast"
		}
		if pausing.MatchString(part) {
			action = "pause"
		}
		if strings.Trim(part, "0123456789.,% ") == "" && carried {
			doubt = "words"
		}
		carried = carried || basis == "forecast" || action == "pause"
		a, rest, ok := oneAlert(part, percents)
		if !ok || relative.MatchString(part) {
			unread = append(unread, part)
			continue
		}
		if !percents && a.Percent != nil {
			doubt = "percent"
		}
		rest = pausing.ReplaceAllString(forecast.ReplaceAllString(rest, ""), "")
		if !alertNoise.MatchString(rest) {
			doubt = "words"
		}
		of := ""
		if basis == "forecast" {
			of = "the forecast is "
		}
		if a.Percent != nil {
			a.Basis, a.Action = basis, action
			readings = append(readings, action+" when "+orElse(of, "spend is ")+a.Percent.String()+" % of the budget")
		} else {
			if basis != "actual" {
				a.Basis = basis
			}
			if action != "alert" {
				a.Action = action
			}
			readings = append(readings, action+" when "+orElse(of, "spend is ")+a.Currency+" "+group(*a.Amount))
		}
		out = append(out, a)
	}
	reading := strings.Join(readings, "; ")
	switch {
	case len(out) == 0:
		return unclear[A](text, "alerts-unclear", quote(text)+" holds no level of spend that is read.", alertFix)
	case len(unread) > 0:
		return assumed(text, reading, out, finding("alerts-unclear", quote(strings.Join(unread, "; "))+" is not read and gives no alert.", alertFix))
	case doubt == "percent":
		return assumed(text, reading, out, finding("alerts-percent", quote(text)+" is read as percentages of the budget.", alertFix))
	case doubt == "words":
		return assumed(text, reading, out, finding("alerts-words", "Of "+quote(text)+" only this is read: "+reading+".", alertFix))
	}
	return understood(text, reading, out)
}

// alertParts splits at separators, but not inside an amount ("$1,500").
func alertParts(s string) []string {
	cuts := alertSep.FindAllStringIndex(s, -1)
	var parts []string
	from := 0
	for _, c := range cuts {
		if s[c[0]:c[1]] == "," && c[0] > 0 && c[1]+3 <= len(s) && isDigit(s[c[0]-1]) && isDigit(s[c[1]]) && isDigit(s[c[1]+1]) && isDigit(s[c[1]+2]) && (c[1]+3 == len(s) || !isDigit(s[c[1]+3]) && s[c[1]+3] != '%') {
			continue
		}
		parts = append(parts, s[from:c[0]])
		from = c[1]
	}
	return append(parts, s[from:])
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func oneAlert(part string, percents bool) (a rollout.AlertThreshold, rest string, ok bool) {
	for _, m := range amountsIn(part) {
		if m.currency == "" {
			continue
		}
		if !m.sure || m.number.Sign() <= 0 {
			return a, "", false
		}
		n := m.number
		return rollout.AlertThreshold{Amount: &n, Currency: m.currency}, part[:m.at] + part[m.end:], true
	}
	m := percentNum.FindAllStringSubmatchIndex(part, -1)
	if len(m) != 1 || percents && m[0][4] < 0 {
		if len(m) != 1 || m[0][0] != 0 || m[0][1] != len(part) { // "50, 80 and 100 %": bare figures share the sign
			return a, "", false
		}
	}
	n, _, ok := decimalOf(group1(part, m[0], 1))
	if !ok || n.Sign() <= 0 || n.GreaterThan(decimal.NewFromInt(1000)) {
		return a, "", false
	}
	return rollout.AlertThreshold{Percent: &n}, part[:m[0][0]] + part[m[0][1]:], true
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

var (
	limitSep = regexp.MustCompile(`\s*(?:;|\n|,\s+)\s*`)
	limit    = regexp.MustCompile(`^(?:max(?:imum)?\.?|up to|at most|no more than|limit(?:ed)?(?: to)?(?: of)?)?\s*(` + figure + `)\s?(k|m)?\s+([a-z][a-z -]*?)((?:(?:\s+(?:per|a|each|every|an)\s+|\s*/\s*)[a-z]+(?: and)?)+)$`)
	limitPer = regexp.MustCompile(`(?:\b(?:per|a|each|every|an)\s+|/\s*)([a-z]+)`)
	windows  = map[string]bool{"second": true, "minute": true, "hour": true, "day": true, "week": true, "month": true, "year": true}
)

// UsageLimits reads "20 tasks per user per day; 4,000 tokens per task". Limits
// are quoted to people, so one that is not read loses nothing.
func UsageLimits(text string) (rollout.Cell[[]rollout.UsageLimit], []rollout.Finding) {
	type L = []rollout.UsageLimit
	switch {
	case nothing(text):
		return empty[L](text)
	case long(text):
		return unclear[L](text, "limits-unclear", quote(text)+" is too long to be read; it is kept as text.", "Write limits such as “20 tasks per user per day”.")
	case undecided(text):
		return unclear[L](text, "to-be-decided", "No limit is set here yet ("+quote(text)+").", "Write limits such as “20 tasks per user per day”.")
	}
	var out L
	var readings []string
	for _, part := range limitSep.Split(lower(text), -1) {
		part = strings.TrimSpace(itemMark.ReplaceAllString(part, ""))
		m := limit.FindStringSubmatch(strings.TrimPrefix(part, "and "))
		if m == nil {
			readings = append(readings, "as written: "+part)
			continue
		}
		n, _, ok := decimalOf(m[1])
		if !ok || oneGroup.MatchString(m[1]) && strings.Contains(m[1], ".") {
			readings = append(readings, "as written: "+part)
			continue
		}
		switch m[2] {
		case "k":
			n = n.Mul(decimal.NewFromInt(1000))
		case "m":
			n = n.Mul(decimal.NewFromInt(1_000_000))
		}
		l := rollout.UsageLimit{Count: n, Unit: m[3]}
		for _, p := range limitPer.FindAllStringSubmatch(m[4], -1) {
			if windows[p[1]] {
				l.Window = p[1]
			} else {
				l.Scope = p[1]
			}
		}
		words := group(n) + " " + l.Unit
		if l.Scope != "" {
			words += " per " + l.Scope
		}
		if l.Window != "" {
			words += " per " + l.Window
		}
		out = append(out, l)
		readings = append(readings, words)
	}
	if len(out) == 0 {
		return unclear[L](text, "limits-unclear", quote(text)+" holds no limit that is read; it is quoted as written.", "Write limits such as “20 tasks per user per day”.")
	}
	return understood(text, strings.Join(readings, "; "), out)
}
