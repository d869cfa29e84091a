package commands

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// How an area was called, the strongest last: two areas that a word could mean
// are told apart by it.
const (
	byRow = iota + 1
	byWord
	byName
)

// matchArea finds the area whose name stands at the front of words, the
// longest first, and how many words it takes. An area is called by its name, by
// the beginning of its name or a word of it that no other area has, or by its
// row's number; by says which.
func matchArea(areas []rollout.Area, words []string) (best rollout.Area, n, by int) {
	words = oneSpelling(words)
	called := callings(areas)
	for i, a := range areas {
		for _, c := range called[i] {
			k := len(c.words)
			longer := k > n || k == n && c.by > by
			if k > 0 && longer && k <= len(words) && slices.Equal(c.words, unmarked(words[:k])) {
				best, n, by = a, k, c.by
			}
		}
	}
	return best, n, by
}

// calling is one way to call an area.
type calling struct {
	words []string
	by    int
}

// callings are the ways to call each of areas.
func callings(areas []rollout.Area) [][]calling {
	names, telling := make([][]string, len(areas)), make([][]string, len(areas))
	for i, a := range areas {
		words := nameWords(a.Name)
		names[i], telling[i] = oneSpelling(words), tellingWords(words)
	}
	all := make([][]calling, len(areas))
	for i, a := range areas {
		all[i] = []calling{{names[i], byName}, {[]string{strings.ToLower(string(a.Row))}, byRow}}
		for _, w := range telling[i] {
			unique := true
			for j := range areas {
				unique = unique && (j == i || !slices.Contains(telling[j], w))
			}
			if unique {
				all[i] = append(all[i], calling{oneSpelling([]string{w}), byWord})
			}
		}
		for k := len(names[i]) - 1; k > 1; k-- {
			begin := unmarked(names[i][:k])
			unique := true
			for j, other := range names {
				if areas[j].Row != a.Row && len(other) >= k && slices.Equal(unmarked(other[:k]), begin) {
					unique = false
				}
			}
			if unique {
				all[i] = append(all[i], calling{begin, byWord})
			}
		}
	}
	return all
}

// oneSpelling writes what the template calls “behavior” in one of its two ways.
func oneSpelling(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = strings.ReplaceAll(w, "behaviour", "behavior")
	}
	return out
}

// tellingWords are the words of an area's name that can stand for it. Words
// that join others are not, nor are those that say a severity.
func tellingWords(name []string) []string {
	words := strings.FieldsFunc(strings.Join(name, " "), func(r rune) bool { return strings.ContainsRune(" ,/()&", r) })
	return slices.DeleteFunc(words, func(w string) bool {
		_, severity := asSeverity(w)
		return severity || utf8.RuneCountInString(w) < 3 || slices.Contains([]string{"and", "for", "from", "the", "with"}, w)
	})
}

// unmarked drops what may stand behind a name: "data:", "data,".
func unmarked(words []string) []string {
	out := slices.Clone(words)
	if n := len(out); n > 0 {
		out[n-1] = strings.TrimRight(out[n-1], ":,")
	}
	return out
}

// takeReport reads "[area=AREA] [sevN] TEXT", in either order, "AREA sevN TEXT"
// and "AREA: TEXT". An area without such a mark behind it is a part of the
// text: "data is missing" names no area.
func takeReport(l *Line, areas []rollout.Area) (rollout.Report, error) {
	var r rollout.Report
	for r.Area == "" || r.Sev == 0 {
		before := l.Left()
		if r.Area == "" {
			a, err := takeArea(l, areas, r.Sev)
			if err != nil {
				return r, err
			}
			r.Area = a.Row
		}
		if r.Sev == 0 {
			s, _, err := l.Severity()
			if err != nil {
				return r, err
			}
			r.Sev = s
		}
		if l.Left() == before {
			break
		}
	}
	if r.Area != "" || r.Sev != 0 {
		l.Take(":") // "data sev2 : …"; ":fire: …" is a text
	}
	r.Text = l.Rest()
	return r, nil
}

// takeArea takes an area that is marked as one from the line's front; the zero
// Area when there is none. sev is the severity that stood before it.
func takeArea(l *Line, areas []rollout.Area, sev rollout.Severity) (rollout.Area, error) {
	words := l.Words()
	if len(words) == 0 {
		return rollout.Area{}, nil
	}
	if name, ok := strings.CutPrefix(words[0], "area="); ok {
		l.Drop(1)
		words = words[1:]
		if name != "" { // it may go on in the words behind: "area=data issue …"
			words = append([]string{name}, words...)
		}
		a, n, _ := matchArea(areas, words)
		if n == 0 {
			return a, noSuchArea(strings.Join(words[:min(1, len(words))], ""), areas)
		}
		if name != "" {
			n--
		}
		l.Drop(n)
		return a, nil
	}
	a, n, by := matchArea(areas, words)
	if n == 0 {
		return rollout.Area{}, nil
	}
	colon := strings.HasSuffix(words[n-1], ":") || n < len(words) && words[n] == ":"
	_, taken, err := severityAt(words[n:])
	switch {
	case err != nil:
		return rollout.Area{}, err
	case colon && by == byRow && sev == 0 && taken == 0:
		// "s2: …" may be severity 2, or the row S2.
		if s, ok := asSeverity(severityWord(words[0])); ok {
			return rollout.Area{}, rollout.Problemf(rollout.Invalid,
				"Write `sev"+string(rune('0'+s))+" …` or `area="+words[0][:2]+" …`.",
				"“%s” can be a severity or the area “%s”, so nothing was done.", words[0], clip(a.Name, 60))
		}
	case !colon && taken == 0:
		return rollout.Area{}, nil
	}
	l.Drop(n)
	l.Take(":")
	return a, nil
}

func noSuchArea(name string, areas []rollout.Area) error {
	var names []string
	for _, a := range areas {
		names = append(names, strings.ToLower(a.Name))
	}
	return withNear(rollout.Problemf(rollout.Missing, "The areas are: "+strings.Join(names, "; ")+".",
		"There is no area called “%s”, so nothing was done.", clip(name, 60)), name, names)
}
