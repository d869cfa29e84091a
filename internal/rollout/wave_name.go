package rollout

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// The words that a document puts before a wave's name, and people before what
// they call it.
var waveWords = []string{"wave", "phase", "stage"}

// Title is the wave in a sentence, by the name that the document gives it: "wave
// 2", "wave Pilot", and in quotation marks where the name is of several words:
// "wave “0 - dry run”", "“Wave 2: HR”".
func (w Wave) Title() string {
	words := strings.Fields(w.Name.Text)
	if len(words) == 0 {
		return "wave " + string(w.ID)
	}
	says := len(words) > 1 && strings.EqualFold(words[0], "wave") // the name says what it is of
	name := words
	if says {
		name = words[1:]
	}
	switch {
	case len(name) == 1:
		return "wave " + cutName(name[0])
	case says:
		return "“" + cutName(strings.Join(words, " ")) + "”"
	}
	return "wave “" + cutName(strings.Join(name, " ")) + "”"
}

func cutName(name string) string {
	if runes := []rune(name); len(runes) > 60 {
		return string(runes[:60]) + "…"
	}
	return name
}

// FindWaves finds what the front of a line calls: several waves when the words
// fit more than one, and how many of the words they take. The longest name goes
// first. Of equal length the whole name goes before the number at its front
// ("0 - dry run" is "0"), the words behind that ("dry run"), the row's key
// ("W1") and its number in the table. A wave with a number of its own is never
// called by that of its row, which would be another wave's.
func (p Plan) FindWaves(words []string) (found []Wave, n int) {
	most := 0 // words of a name
	names := make([][]string, len(p.Waves))
	for i, w := range p.Waves {
		names[i] = w.names(i + 1)
		for _, name := range names[i] {
			most = max(most, 1+strings.Count(name, " "))
		}
	}
	best, rank := 0, 0
	for from := range min(2, len(words)) {
		if from == 1 && !slices.Contains(waveWords, foldWave(words[0])) {
			break
		}
		var typed []string
		for k, word := range words[from:] {
			part := strings.Fields(foldWave(word))
			if typed = append(typed, part...); len(typed) > most {
				break
			}
			if len(part) == 0 || len(typed) < best {
				continue
			}
			is := strings.Join(typed, " ")
			for i, w := range p.Waves {
				at := slices.Index(names[i], is)
				switch {
				case at < 0 || len(typed) == best && at > rank:
				case len(typed) > best || at < rank:
					found, n, best, rank = []Wave{w}, from+k+1, len(typed), at
				case !slices.ContainsFunc(found, func(f Wave) bool { return f.ID == w.ID }):
					found = append(found, w)
				}
			}
		}
	}
	return found, n
}

// The ways of calling a wave, in the order in which they are believed; names
// has "" where a wave has none.
const (
	byName = iota
	byBareName
	byNumber
	byWords
	byKey
	byRow
)

// names are the ways of calling a wave that stands in that row, folded.
func (w Wave) names(row int) []string {
	all := make([]string, byRow+1)
	all[byName] = foldWave(w.Name.Text)
	bare := w.bareName()
	all[byBareName] = foldWave(bare)
	own := w.number()
	all[byNumber] = foldWave(own)
	all[byWords] = foldWave(strings.TrimPrefix(bare, own))
	all[byKey] = foldWave(string(w.ID))
	if own == "" {
		all[byRow] = strconv.Itoa(row)
	}
	for i, name := range all {
		if name == "" {
			all[i] = "\x00" // which no line holds
		}
	}
	return all
}

// bareName is the name without the word "wave" at its front.
func (w Wave) bareName() string {
	name := strings.ToLower(strings.Join(strings.Fields(w.Name.Text), " "))
	if first, rest, ok := strings.Cut(name, " "); ok && slices.Contains(waveWords, first) {
		return rest
	}
	return name
}

var frontNumber = regexp.MustCompile(`^[0-9]+(?:\.[0-9]+)*[a-z]?`)

// number is the number at the front of the wave's name, "" where it has none.
func (w Wave) number() string {
	name := w.bareName()
	own := frontNumber.FindString(name)
	if rest := []rune(name[len(own):]); len(rest) > 0 && (unicode.IsLetter(rest[0]) || unicode.IsDigit(rest[0])) {
		return ""
	}
	return own
}

// foldWave folds the ways people type a name: case, punctuation and blanks.
func foldWave(s string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(s), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	}), " ")
}

// Called is what to type for the wave of a row, so that FindWaves finds it and no
// other: the number at the front of its name, its name where that is short, else
// the key of its row.
func (p Plan) Called(id RowID) string {
	const most = 30 // bytes of a name that anybody types
	w, ok := p.Wave(id)
	if !ok {
		return string(id)
	}
	for _, call := range []string{w.number(), strings.Join(strings.Fields(w.Name.Text), " ")} {
		if call == "" || len(call) > most || strings.ContainsFunc(call, untypable) {
			continue
		}
		words := strings.Fields(call)
		if found, n := p.FindWaves(words); len(found) == 1 && found[0].ID == w.ID && n == len(words) {
			return call
		}
	}
	return string(w.ID)
}

// untypable are the signs that a line shown in chat cannot hold as they are.
func untypable(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && !strings.ContainsRune(" -–:.,/()", r)
}

// waveNamed finds the wave that a criterion cites, "1" or "Pilot": by its name
// or a part of it, never by its row, since that could be another.
func (p Plan) waveNamed(name string) (Wave, bool) {
	words := strings.Fields(name)
	found, n := p.FindWaves(words)
	if len(found) != 1 || n != len(words) {
		return Wave{}, false
	}
	cited := foldWave(name)
	for _, word := range waveWords {
		cited = strings.TrimPrefix(cited, word+" ")
	}
	return found[0], slices.Contains(found[0].names(0)[:byKey], cited) || foldWave(name) == foldWave(found[0].Name.Text)
}

// FindCriteria finds the criteria whose words stand at the front of a line, and
// how many words of the line that takes. The longest that stands there as a whole
// goes first; a built-in one is called by its short name too ("announced"). Else
// it is those of which the most words stand there, and whole is false.
func FindCriteria(all []GateCriterion, words []string) (found []GateCriterion, n int, whole bool) {
	best := 0
	var typed []string
	for k, word := range words {
		if typed = append(typed, strings.Fields(foldWave(word))...); len(typed) == 0 {
			continue
		}
		begins := false
		for _, c := range all {
			for _, text := range []string{c.Criterion.Text, string(c.BuiltIn)} {
				name := strings.Fields(foldWave(text))
				if c.BuiltIn == Nothing || len(typed) > len(name) || !slices.Equal(typed, name[:len(typed)]) {
					continue
				}
				begins = true
				switch is := len(typed) == len(name); {
				case is && !whole, is == whole && len(typed) > best:
					found, n, best, whole = []GateCriterion{c}, k+1, len(typed), is
				case is == whole && len(typed) == best && !slices.ContainsFunc(found, func(f GateCriterion) bool { return f.Key == c.Key }):
					found = append(found, c)
				}
			}
		}
		if !begins {
			break
		}
	}
	return found, n, whole
}
