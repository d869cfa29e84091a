package planfile

import (
	"regexp"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	incidents = regexp.MustCompile(`\b(?:p|s|sev ?|severity ?)([1-4])\b`)
	incWords  = regexp.MustCompile(`\b(?:incidents?|outages?)\b`)
	openNow   = regexp.MustCompile(`\b(?:open|unresolved|outstanding|active|ongoing|pending)\b`)
	orGraver  = regexp.MustCompile(`\b(?:p|s|sev ?|severity ?)([1-4]) (?:or|and) (?:higher|above|worse|graver)\b`)
	sevRange  = regexp.MustCompile(`\b(?:p|s|sev ?|severity ?)([1-4])\s*(?:-|to)\s*(?:p|s|sev ?|severity ?)?([1-4])\b`)
	incNoise  = regexp.MustCompile(`\b(?:no|zero|none|without|open|opened|unresolved|outstanding|active|ongoing|pending|new|currently|now|still|is|are|be|was|were|been|have|has|there|the|an?|any|of|in|during|for|this|wave|since|or|and|with|severity|severities|priority|incidents?|left|remain|remains|remaining|reported|raised|at)\b|[<>=]`)
)

// incidentCriterion reads what is judged by the incidents on record: of which
// severities and of which area how many may be open, or may have been opened in
// the wave. c comes back as it was where its figure is not clear.
func incidentCriterion(c rollout.Criterion, s string) (rollout.Criterion, string, rollout.Finding) {
	i := c
	i.Kind, i.Scope, i.Op = rollout.ByIncident, "opened", "<="
	if openNow.MatchString(s) {
		i.Scope = "open"
	}
	rest := s
	var sevs []string
	rest, sevs = severities(rest)
	i.Unit = strings.Join(sevs, "/")
	window := strings.TrimSpace(windowText.FindString(rest))
	rest = windowText.ReplaceAllString(rest, " ")
	n := decimal.Zero
	switch m, ok := measureOf(rest); {
	case ok && (m.unit == "%" || spent(m.unit)): // "sev1 answered within 4 hours" counts none
		return c, "a person confirms: " + c.Text, rollout.Finding{}
	case ok && m.sure && (m.op != "" || !none.MatchString(s)):
		n, i.Op = m.number, orElse(m.op, i.Op)
		for _, o := range operators {
			rest = o.re.ReplaceAllString(rest, " ")
		}
		rest = strings.Replace(rest, m.raw, " ", 1)
	case ok && m.number.IsZero():
		rest = strings.Replace(rest, m.raw, " ", 1)
	case !none.MatchString(s):
		return c, "a person confirms: " + c.Text, rollout.Finding{}
	}
	if n.IsZero() && i.Op == "<=" {
		i.Op = "="
	}
	i.Number = &n
	left := without(rest, incNoise)
	scope := map[string]string{"open": "open", "opened": "opened in the wave"}[i.Scope]
	what := strings.Join(sevs, " or ")
	switch i.Area = areaIn(left); {
	case i.Area != "":
		what, left = what+" "+left+" incidents", ""
	case left != "":
		what += " incidents, of whatever area,"
	default:
		what += " incidents"
	}
	what = strings.TrimSpace(what) + " " + scope
	reading := opWords[i.Op] + " " + n.String() + " " + what
	if n.IsZero() {
		reading = "no " + what
	}
	return i, reading, leftOut(c.Text, reading, strings.TrimSpace(left+" "+window))
}

// areas are the words that name one of the template's support areas beside
// "incidents". "Agent" and "user" alone do not: every incident is about these.
var areas = map[string]rollout.AreaKind{
	"security": rollout.Security, "legal": rollout.Legal, "compliance": rollout.Legal, "connector": rollout.Connector, "action": rollout.Connector,
	"behaviour": rollout.Behaviour, "behavior": rollout.Behaviour, "data": rollout.DataIssue, "support": rollout.UserSupport,
}

// areaIn is the area that the words name, "" when there is none or a word that
// says something else too.
func areaIn(words string) (kind rollout.AreaKind) {
	for _, w := range strings.Fields(words) {
		switch k := areas[w]; {
		case k == "" && w != "agent" && w != "user" && w != "issue", k != "" && kind != "" && k != kind:
			return ""
		case k != "":
			kind = k
		}
	}
	return kind
}

// severities takes the severities off a text: "sev1", "P1/P2", "sev1-3",
// "sev2 or higher".
func severities(s string) (rest string, sevs []string) {
	wanted := [5]bool{}
	from := func(re *regexp.Regexp, first, last func(m []string) int) {
		for _, m := range re.FindAllStringSubmatch(s, -1) {
			for k := first(m); k <= last(m); k++ {
				wanted[k] = true
			}
		}
		s = re.ReplaceAllString(s, " ")
	}
	one := func(m []string) int { return atoi(m[1]) }
	from(orGraver, func([]string) int { return 1 }, one)
	from(sevRange, one, func(m []string) int { return atoi(m[2]) })
	from(incidents, one, one)
	for k := 1; k <= 4; k++ {
		if wanted[k] {
			sevs = append(sevs, "sev"+string(rune('0'+k)))
		}
	}
	return s, sevs
}
