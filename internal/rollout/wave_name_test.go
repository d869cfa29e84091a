package rollout

import (
	"slices"
	"strings"
	"testing"
)

// wavesNamed is a plan whose waves have these names, W1 the first.
func wavesNamed(names ...string) Plan {
	var p Plan
	for i, n := range names {
		p.Waves = append(p.Waves, Wave{ID: RowID("W" + number(i+1)), Name: Cell[string]{Text: n}})
	}
	return p
}

func TestWaveTitles(t *testing.T) {
	for name, want := range map[string]string{
		"2": "wave 2", "Pilot": "wave Pilot", "Wave 1A": "wave 1A", "WAVE  2": "wave 2", "Waves": "wave Waves", "": "wave W7",
		"0 - dry run": "wave “0 - dry run”", "Wave 2: HR": "“Wave 2: HR”", "Phase 2": "wave “Phase 2”", "Wave": "wave Wave",
		strings.Repeat("x ", 40): "wave “" + strings.Repeat("x ", 30) + "…”",
	} {
		if got := (Wave{ID: "W7", Name: Cell[string]{Text: name}}).Title(); got != want {
			t.Errorf("%q is %q", name, got)
		}
	}
}

// A wave is called by its name, the longest first, by the number or the words of
// it, by its key, and by the number of its row where no name has another.
func TestFindWaves(t *testing.T) {
	pilots := wavesNamed("Pilot", "Pilot group two", "Wave 1A", "2")
	offset := wavesNamed("0", "1", "2")
	dry := wavesNamed("0 - dry run", "1 - HR team", "2 – Managers (EU)", "3: everybody")
	titled := wavesNamed("Wave 1: Pilots", "Wave 2: HR", "Wave 2: Legal", "Broad")
	for _, tt := range []struct {
		plan Plan
		line string
		want string // ids
		left string
	}{
		{pilots, "pilot", "W1", ""},
		{pilots, "PILOT because x", "W1", "because x"},
		{pilots, "pilot group two because x", "W2", "because x"},
		{pilots, "pilot group", "W1", "group"},
		{pilots, "wave 1A", "W3", ""},
		{pilots, "1a", "W3", ""},
		{pilots, "wave pilot", "W1", ""},
		{pilots, "1", "W1", ""},
		{pilots, "2", "W4", ""},
		{pilots, "w2", "W2", ""},
		{pilots, "3", "", "3"}, // the third row is 1A
		{offset, "1 2027-01-01", "W2", "2027-01-01"},
		{offset, "W1", "W1", ""},
		{offset, "2", "W3", ""},
		{offset, "3", "", "3"}, // the third row is 2
		{offset, "", "", ""},
		{dry, "0", "W1", ""},
		{dry, "wave 0", "W1", ""},
		{dry, "0 - dry run", "W1", ""},
		{dry, "“0 - dry run” because x", "W1", "because x"},
		{dry, "Wave “0 - dry run”", "W1", ""},
		{dry, "dry run because x", "W1", "because x"},
		{dry, "dry", "", "dry"},
		{dry, "1 because x", "W2", "because x"},
		{dry, "1 hr team", "W2", ""},
		{dry, "2 - managers (eu) 8 March 2027", "W3", "8 March 2027"},
		{dry, "managers", "", "managers"},
		{dry, "3", "W4", ""},
		{dry, "4", "", "4"},
		{dry, "W1", "W1", ""},
		{dry, "w1.2", "", "w1.2"},
		{titled, "1", "W1", ""},
		{titled, "wave 1", "W1", ""},
		{titled, "wave 1: pilots", "W1", ""},
		{titled, "pilots", "W1", ""},
		{titled, "2", "W2 W3", ""},
		{titled, "2 hr", "W2", ""},
		{titled, "legal", "W3", ""},
		{titled, "4", "W4", ""}, // a row whose name has no number
		{titled, "3", "", "3"},
		{wavesNamed("", "★"), "2", "W2", ""},
		{wavesNamed("", "★"), "★", "", "★"},
		{wavesNamed("2nd group", "20 users"), "1", "W1", ""},
		{wavesNamed("2nd group", "20 users"), "20", "W2", ""},
		{wavesNamed("1.1 Lab", "1.2 Lab"), "1.2", "W2", ""},
		{wavesNamed("1.1 Lab", "1.2 Lab"), "lab", "W1 W2", ""},
		{wavesNamed("Pilot", "pilot."), "pilot", "W1 W2", ""},
		{wavesNamed(), "1", "", "1"},
	} {
		words := strings.Fields(tt.line)
		found, n := tt.plan.FindWaves(words)
		var ids []string
		for _, w := range found {
			ids = append(ids, string(w.ID))
		}
		if strings.Join(ids, " ") != tt.want || strings.Join(words[n:], " ") != tt.left {
			t.Errorf("%q is %v, leaves %q", tt.line, ids, words[n:])
		}
	}
}

// What a refusal tells people to type finds the wave it means, whatever its name.
func TestCallingAWaveFindsIt(t *testing.T) {
	for _, tt := range []struct {
		names []string
		want  []string
	}{
		{[]string{"1", "2"}, []string{"1", "2"}},
		{[]string{"0 - dry run", "1 - HR"}, []string{"0", "1"}},
		{[]string{"Pilot", "Everybody else in the company, by country"}, []string{"Pilot", "W2"}},
		{[]string{"Wave 2: HR", "Wave 2: Legal"}, []string{"Wave 2: HR", "Wave 2: Legal"}},
		{[]string{"Pilot", "Pilot"}, []string{"W1", "W2"}},
		{[]string{"<@U1>", "`x`", "a*b*", ""}, []string{"W1", "W2", "W3", "W4"}},
		{[]string{"W2", "W1"}, []string{"W2", "W1"}},
		{[]string{"W2", "x"}, []string{"W2", "x"}},
		{[]string{"because"}, []string{"because"}},
	} {
		p := wavesNamed(tt.names...)
		for i, w := range p.Waves {
			call := p.Called(w.ID)
			if call != tt.want[i] {
				t.Errorf("%q of %q is called %q", w.Name.Text, tt.names, call)
			}
			if found, n := p.FindWaves(strings.Fields(call)); n == 0 || len(found) != 1 || found[0].ID != w.ID {
				t.Errorf("%q of %q finds %v", call, tt.names, found)
			}
		}
	}
	if got := wavesNamed("x").Called("W9"); got != "W9" {
		t.Errorf("a wave that is gone is called %q", got)
	}
}

// A criterion cites a wave by its name or a part of it, never by its row: that
// could be another wave, and the gate would let it pass.
func TestCitedWaves(t *testing.T) {
	dry := wavesNamed("0 - dry run", "1 - HR team", "Broad")
	for cited, want := range map[string]RowID{
		"0": "W1", "1": "W2", "wave 1": "W2", "dry run": "W1", "broad": "W3", "3": "", "W1": "", "hr": "", "1 - HR team": "W2", "": "",
	} {
		w, ok := dry.waveNamed(cited)
		if ok != (want != "") || ok && w.ID != want {
			t.Errorf("%q cites %q, %v", cited, w.ID, ok)
		}
	}
}

func TestFindCriteria(t *testing.T) {
	at := func(key string, b BuiltInCriterion, text string) GateCriterion {
		return GateCriterion{Key: key, BuiltIn: b, Criterion: attested(text)}
	}
	all := []GateCriterion{
		at("1", Announced, "Announced to the users of this wave"), at("2", Trained, "Training given to the users of this wave"),
		at("3", Written, "Guide published"), at("4", Written, "Guide read by the desk"), at("5", Written, "No open questions"),
		at("6", Nothing, "The plan names no exit criteria"), at("7", Written, "Guide published in German"), at("8", Written, "no open questions"),
	}
	for _, tt := range []struct {
		line  string
		want  string // keys
		whole bool
		left  string
	}{
		{"announced", "1", true, ""},
		{"Announced mail of 3 July", "1", true, "mail of 3 July"},
		{"announced to the users of this wave.", "1", true, ""},
		{"trained", "2", true, ""},
		{"training", "2", false, ""},
		{"guide published the intranet", "3", true, "the intranet"},
		{"guide published in german", "7", true, ""},
		{"guide", "3 4 7", false, ""},
		{"guide read", "4", false, ""},
		{"guide is on the intranet", "3 4 7", false, "is on the intranet"},
		{"no open questions", "5 8", true, ""},
		{"the", "", false, "the"},
		{"the plan names no exit criteria", "", false, "the plan names no exit criteria"},
		{"", "", false, ""},
		{"“Guide published”", "3", true, ""},
	} {
		words := strings.Fields(tt.line)
		found, n, whole := FindCriteria(all, words)
		var keys []string
		for _, c := range found {
			keys = append(keys, c.Key)
		}
		slices.Sort(keys)
		if strings.Join(keys, " ") != tt.want || whole != tt.whole || strings.Join(words[n:], " ") != tt.left {
			t.Errorf("%q is %v, whole %v, leaves %q", tt.line, keys, whole, words[n:])
		}
	}
}
