package rollout

import (
	"regexp"
	"strings"
)

// stepSays is what the words of a step tell about whether users reach the agent
// until it is done.
type stepSays int

const (
	stopsUnsaid stepSays = iota // they do not tell
	stopsNot                    // it decides, tells, looks or keeps: users reach the agent whether or not it is done
	stopsAgent                  // it takes the agent away
)

var (
	// clauseEnd parts what one step says: "inform the desks and switch it off".
	clauseEnd = regexp.MustCompile(`\s*[,;:.!]\s+|\s+(?:and(?: then)?|then|&)\s+|\s*[()]\s*`)

	// leadIn is what may stand before the verb of an order.
	leadIn = regexp.MustCompile(`^(?:(?:please|immediately|at once|first|finally|also|now|then|to|must|will|should|shall|has to|have to|is to|are to|temporarily|completely|fully|manually|quickly)\s+)+`)

	// Orders that take something away, in the forms "switch" and "switches".
	takesAway = regexp.MustCompile(`^(?:` +
		`disables?|deactivates?|unpublish(?:es)?|unshares?|undeploys?|uninstalls?|suspends?|revokes?|blocks?|stops?|pauses?|halts?|withdraws?|locks?|kills?|hides?|closes?|delists?` +
		`|(?:switch(?:es)?|turns?|shuts?|cuts?|sets?)\b.*?\b(?:off|down)` +
		`|takes?\b.*?\b(?:down|offline|away|out of|off)` +
		`|(?:removes?|pulls?)\b.*?\b(?:from|down|offline|out of)` +
		`|brings?\b.*?\bdown|removes? .*?\b(?:access|permissions?|licen[cs]es?)|pulls? the plug` +
		`)(?:\s|$)`)

	// particles are the words of such an order that are not what it is done to.
	particles = regexp.MustCompile(`\b(?:off|down|offline|away|immediately|at once|now|completely|the plug)\b`)

	// What it is done to, where it is not left out: the agent, or the way to it.
	// The agent's own name counts as well.
	theAgent = regexp.MustCompile(`\b(?:it|agents?|ai|apps?|application|bots?|chat ?bots?|assistants?|copilots?|helpers?|tiles?|widgets?|access|users|everyone|everybody|for all|connectors?|skills?|plug-?ins?|teams|portal|endpoints?|api|api keys?|tokens?|licen[cs]es?|permissions?|feature flags?|flag|deployments?|entry points?)\b`)

	// Things beside the agent that are switched off, blocked or removed too, and
	// a part of the users that is.
	beside = regexp.MustCompile(`\b(?:alerts?|alarms?|notifications?|reminders?|e-?mails?|mailings?|newsletters?|campaigns?|monitoring|logging|dashboards?|banners?|billing|invoices?|purchases?|payments?|renewals?|surveys?|trainings?|meetings?|office hours|calendars?|comments?|sign-?ups?|new|tickets?|forms?|reports?|backups?|cop(?:y|ies)|snapshots?|screenshots?|jobs?|updates?|changes?|releases?|waves?|rollout|phones?|data|files?|documents?|logs?|answers?|conversations?|history|records?|transcripts?|sources?|index|who|whose|that|affected|some|one|single|test)\b`)

	// Orders that leave the agent where it is.
	leaves = regexp.MustCompile(`^(?:decides?|approves?|agrees?|considers?|assess(?:es)?|evaluates?|discuss(?:es)?|signs? off|confirms? (?:that|whether|the)|tells?|informs?|notif(?:y|ies)|announces?|posts?|writes?|mails?|e-?mails?|messages?|calls?|phones?|pages?|radios?|reports?|explains?|warns?|asks?|speaks?|talks?|publish(?:es)?|sends?|communicates?|briefs?|alerts?|checks?|looks?|reviews?|verif(?:y|ies)|reads?|collects?|gathers?|exports?|saves?|keeps?|archives?|records?|logs?|notes?|documents?|preserves?|hands? out|gives?|offers?|opens? (?:an?|the) (?:incident|ticket|case))\b`)

	// Words of a step that only weighs whether it is done, or says in which case.
	weighs = regexp.MustCompile(`\b(?:whether|if|unless)\b`)

	inBrackets = regexp.MustCompile(`^\([^()]*\)\s*`)
)

// stopsByWords reads whether a step says that it takes the agent away. owner is
// who does it, agent its name; a step may begin with the one and name the
// other. Only an order counts, "switch it off" or "Platform Team switches it
// off", and only one that is done to the agent or leaves out to what.
func stopsByWords(text, owner, agent string) stepSays {
	s := strings.TrimPrefix(strings.ToLower(strings.Join(strings.Fields(text), " ")), "the ")
	if owner = strings.ToLower(owner); owner != "" {
		s = inBrackets.ReplaceAllString(strings.TrimSpace(strings.TrimPrefix(s, owner)), "")
	}
	if name := strings.ToLower(strings.Join(strings.Fields(agent), " ")); name != "" {
		s = strings.ReplaceAll(s, name, "agent")
	}
	found, weighing := stopsUnsaid, false
	for i, c := range clauseEnd.Split(s, -1) {
		c = leadIn.ReplaceAllString(c, "")
		weighing = weighing || weighs.MatchString(c)
		switch leave := leaves.MatchString(c); {
		case takesAgent(c), leave && !weighing && asksToTake(c):
			if weighing {
				return stopsUnsaid // "if spend is over budget, switch it off" may not be done at all
			}
			return stopsAgent
		case leave && i == 0:
			found = stopsNot
		}
	}
	return found
}

// takesAgent reports whether a clause is an order that takes the agent away.
func takesAgent(clause string) bool {
	if !takesAway.MatchString(clause) || beside.MatchString(clause) {
		return false
	}
	_, object, _ := strings.Cut(clause, " ")
	object = strings.Trim(particles.ReplaceAllString(object, ""), " .")
	return object == "" || theAgent.MatchString(object)
}

// asksToTake reports whether a clause asks somebody to take the agent away,
// "ask the platform team to switch it off".
func asksToTake(clause string) bool {
	for {
		before, rest, ok := strings.Cut(clause, " to ")
		if !ok {
			return false
		}
		if !strings.HasSuffix(before, "how") && takesAgent(rest) {
			return true
		}
		clause = rest
	}
}
