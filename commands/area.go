package commands

import (
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// matchArea finds the area whose name stands at the front of words, the
// longest first, and how many words it takes. An area is called by its name,
// by a word of its name that no other area has, or by its row's number.
func matchArea(areas []rollout.Area, words []string) (best rollout.Area, n int) {
	for i, a := range areas {
		for _, name := range areaNames(areas, i) {
			parts := strings.Fields(name)
			if len(parts) > n && len(parts) <= len(words) && slices.Equal(parts, trimmed(words[:len(parts)])) {
				best, n = a, len(parts)
			}
		}
	}
	return best, n
}

// areaNames are the ways to call areas[i], in lower case.
func areaNames(areas []rollout.Area, i int) []string {
	full := strings.ToLower(strings.Join(strings.Fields(areas[i].Name), " "))
	names := []string{full, strings.ToLower(string(areas[i].Row))}
	for _, w := range wordsOf(full) {
		unique := true
		for j, other := range areas {
			if j != i && slices.Contains(wordsOf(strings.ToLower(other.Name)), w) {
				unique = false
			}
		}
		if unique {
			names = append(names, w)
		}
	}
	return names
}

// wordsOf splits an area's name into the words it can be called by.
func wordsOf(name string) []string {
	return strings.FieldsFunc(name, func(r rune) bool { return strings.ContainsRune(" ,/()&", r) })
}

// trimmed drops what may stand behind a name: "data:", "data,".
func trimmed(words []string) []string {
	out := slices.Clone(words)
	if n := len(out); n > 0 {
		out[n-1] = strings.TrimRight(out[n-1], ":,")
	}
	return out
}

// takeReport reads "[area=AREA] [sevN] TEXT", "AREA sevN TEXT" and "AREA: TEXT".
// An area without such a mark behind it is a part of the text: "data is
// missing" names no area.
func takeReport(l *Line, areas []rollout.Area) (rollout.Report, error) {
	var r rollout.Report
	if name, ok := strings.CutPrefix(l.Peek(), "area="); ok {
		l.Word()
		// The name may go on in the words behind: "area=data issue sev2 …".
		words := append(strings.Fields(name), l.Words()...)
		a, n := matchArea(areas, words)
		if n == 0 {
			return r, noSuchArea(name, areas)
		}
		r.Area = a.Row
		l.Drop(n - 1)
	} else if a, n := matchArea(areas, l.Words()); n > 0 {
		words := l.Words()
		sev := false
		if n < len(words) {
			_, sev = asSeverity(words[n])
		}
		if sev || strings.HasSuffix(words[n-1], ":") {
			r.Area = a.Row
			l.Drop(n)
		}
	}
	if s, ok := l.Severity(); ok {
		r.Sev = s
	}
	if r.Area == "" && r.Sev != 0 { // "sev2 data: …" says the same
		if a, n := matchArea(areas, l.Words()); n > 0 && strings.HasSuffix(l.Words()[n-1], ":") {
			r.Area = a.Row
			l.Drop(n)
		}
	}
	r.Text = strings.TrimSpace(strings.TrimPrefix(l.Rest(), ":"))
	return r, nil
}

func noSuchArea(name string, areas []rollout.Area) error {
	var names []string
	for _, a := range areas {
		names = append(names, strings.ToLower(a.Name))
	}
	p := rollout.Problemf(rollout.Missing, "The areas are: "+strings.Join(names, "; ")+".",
		"There is no area called “%s”, so nothing was done.", name)
	if near := nearest(name, names); near != "" {
		p.Text += " Did you mean “" + near + "”?"
	}
	return p
}
