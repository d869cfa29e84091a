package rollout

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
)

// Words by which plans name the two halves of a rollout. The later half is
// looked for first: "after the pilot" is not the pilot.
var (
	liveWords = []string{
		"after", "afterwards", "thereafter", "then", "later", "live", "production", "released", "steady", "ongoing",
		"operations", "business as usual", "bau",
	}
	rollingOutWords = []string{
		"pilot", "rollout", "roll out", "rolling out", "wave", "waves", "launch", "ramp", "hypercare", "release", "before", "until", "first",
		"initially",
	}
)

// CadenceFor picks, from a cadence that changes with the phase, the one that
// holds in a stage while the named wave runs (none: ""). An entry that names
// the wave comes before one that names the stage, and that before one without
// a phase; of several the tightest holds. False when the one entry there is
// speaks of another phase, as "weekly during the pilot" does of a live plan. Of
// several entries one always holds: if no phase fits, the tightest.
func CadenceFor(list []Cadence, stage Stage, wave string) (Cadence, bool) {
	byStage := func(c Cadence) bool {
		switch stage {
		case RollingOut:
			return saysOneOf(c.While, rollingOutWords) && !saysOneOf(c.While, liveWords)
		case Live, Retiring:
			return saysOneOf(c.While, liveWords) && !saysOneOf(c.While, []string{"until", "before"})
		}
		return saysOneOf(c.While, []string{string(stage)})
	}
	for _, fits := range []func(Cadence) bool{
		func(c Cadence) bool { return wave != "" && namesWave(c.While, wave) },
		func(c Cadence) bool { return c.While != "" && byStage(c) },
		func(c Cadence) bool { return c.While == "" },
		func(Cadence) bool { return len(list) > 1 },
	} {
		fitting := slices.DeleteFunc(slices.Clone(list), func(c Cadence) bool { return !fits(c) })
		if len(fitting) > 0 {
			return slices.MinFunc(fitting, tighter), true
		}
	}
	return Cadence{}, false
}

// namesWave reports whether a phase names the wave itself, and not the time
// after or before it. A wave called "1" has to be called a wave.
func namesWave(phase, wave string) bool {
	if saysOneOf(phase, []string{"after", "before", "until"}) {
		return false
	}
	if strings.IndexFunc(wave, unicode.IsLetter) < 0 {
		wave = "wave " + wave
	}
	return saysOneOf(phase, []string{wave})
}

// saysOneOf reports whether text holds one of the phrases as whole words.
func saysOneOf(text string, phrases []string) bool {
	text = " " + plainWords(text) + " "
	return slices.ContainsFunc(phrases, func(p string) bool { return strings.Contains(text, " "+plainWords(p)+" ") })
}

// plainWords is text in lower case, its words apart by one space and nothing
// else.
func plainWords(text string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(text), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	}), " ")
}

// tighter orders cadences by how soon they come round again, never last.
func tighter(a, b Cadence) int { return cmp.Compare(a.roughDays(), b.roughDays()) }

// roughDays is about how many days lie between two occurrences.
func (c Cadence) roughDays() int {
	days := map[string]int{EveryDay: 1, EveryWeek: 7, EveryMonth: 30, EveryQuarter: 91, EveryYear: 365}
	switch {
	case c.Cron != "":
		fields := strings.Fields(c.Cron)
		switch {
		case len(fields) != len(cronFields):
			return 1 << 30
		case fields[3] != "*":
			return days[EveryYear]
		case fields[2] != "*" && fields[4] == "*":
			return days[EveryMonth]
		case fields[4] != "*":
			return days[EveryWeek]
		}
		return days[EveryDay]
	case c.Every == 0:
		return 1 << 30
	}
	return c.Every * days[c.Unit]
}
