package planfile

import (
	"regexp"

	"github.com/rolloutbot/rollout/internal/rollout"
)

const lastsFor = `(\d{1,3}|an?|one|two|three|four|five|six|eight|ten|twelve)\s+(?:full |whole |calendar )?(day|week|month)s?`

var lasts = regexp.MustCompile(`^(?:after |at least |min(?:imum)?\.? (?:of )?)*` + lastsFor + `(?:'s?)? (?:of |in )?(?:[a-z-]+ )?(?:use|usage|operations?|running|live|production|pilot|service|trial|hypercare)\b|` +
	`^` + lastsFor + ` without\b|` +
	`\b(?:used?|live|running|runs|operated|in (?:use|production|operation|service)) for (?:at least )?` + lastsFor + `\b`)

// sinceStart gives the attested criteria of an exit that speak of so many weeks of
// use the time that must have passed since the wave began. Nobody can know it of
// a criterion of an entry, which may speak of another wave.
func sinceStart(c *rollout.Criterion) (words string) {
	if c.Kind != rollout.Attested || long(c.Text) {
		return ""
	}
	m := lasts.FindStringSubmatch(lower(c.Text))
	if m == nil {
		return ""
	}
	n, ok := count(m[1] + m[3] + m[5])
	unit := m[2] + m[4] + m[6]
	if !ok || n == 0 {
		return ""
	}
	c.After = isoWindow(m[1]+m[3]+m[5], unit)
	return "from " + plural(n, unit) + " after the start of the wave "
}
