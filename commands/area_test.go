package commands

import (
	"errors"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// areas are the template's six, two that share a word with others, and odd ones.
func someAreas() []rollout.Area {
	names := []string{
		"User support", "Agent behavior issue", "Data issue", "Connector/action issue", "Security incident",
		"Legal, compliance, or policy request", "Data", "S1", "Maya's desk", "R&D <beta>",
	}
	var out []rollout.Area
	for i, n := range names {
		out = append(out, rollout.Area{Row: rollout.RowID("S" + string(rune('1'+i))), Name: n})
	}
	out[9].Row = "S10"
	return out
}

func TestTakeReport(t *testing.T) {
	tests := []struct {
		name, line string
		area       rollout.RowID
		sev        rollout.Severity
		text       string
	}{
		{"no mark, no area", "data is missing in answers", "", 0, "data is missing in answers"},
		{"the full name without a mark is text", "user support is slow", "", 0, "user support is slow"},
		{"severity behind the area", "data issue sev2 the index is stale", "S3", 2, "the index is stale"},
		{"a colon behind the area", "security: tokens are printed", "S5", 0, "tokens are printed"},
		{"a colon apart", "security : tokens", "S5", 0, "tokens"},
		{"colon and severity", "security: sev1 tokens", "S5", 1, "tokens"},
		{"marked", "area=security tokens", "S5", 0, "tokens"},
		{"marked with more words", "area=user support sev4 a typo", "S1", 4, "a typo"},
		{"marked with a blank", "area= data issue x", "S3", 0, "x"},
		{"marked behind the severity", "sev2 area=connector x", "S4", 2, "x"},
		{"marked by row", "area=s5 x", "S5", 0, "x"},
		{"by row before a severity", "S3 sev1 x", "S3", 1, "x"},
		{"a severity alone", "critical: it insults people", "", 1, "it insults people"},
		{"a severity in two words", "sev 2 it is slow", "", 2, "it is slow"},
		{"severity, then area", "sev2 data issue: x", "S3", 2, "x"},
		{"severity, then the area's word in the text", "sev2 data is missing", "", 2, "data is missing"},
		{"a second severity is text", "sev2 sev3 tickets pile up", "", 2, "sev3 tickets pile up"},
		{"longest name first", "data issue: x", "S3", 0, "x"},
		{"the shorter name exactly", "data: x", "S7", 0, "x"},
		{"a word that two areas have names none", "issue: x", "", 0, "issue: x"},
		{"a joining word names none", "or: x", "", 0, "or: x"},
		{"a name before a row number", "area=s1 x", "S8", 0, "x"},
		{"an apostrophe either way", "Maya’s desk: x", "S9", 0, "x"},
		{"signs in a name", "R&amp;D &lt;beta&gt;: x", "S10", 0, "x"},
		{"a comma in a name", "legal, compliance, or policy request: x", "S6", 0, "x"},
		{"a word of a name with commas", "compliance sev2 x", "S6", 2, "x"},
		{"an emoji's colon is text", ":fire: it burns", "", 0, ":fire: it burns"},
		{"an emoji behind a severity", "sev2 :fire: it burns", "", 2, ":fire: it burns"},
		{"a colon of the text", "it says: no", "", 0, "it says: no"},
		{"line breaks", "data sev2\nfirst\nsecond", "S7", 2, "first\nsecond"},
		{"behaviour, as the British write it", "agent behaviour issue: x", "S2", 0, "x"},
		{"the beginning of a name", "agent behaviour: x", "S2", 0, "x"},
		{"a word of it", "area=behaviour x", "S2", 0, "x"},
		{"the beginning of a name, with a comma", "legal, compliance: x", "S6", 0, "x"},
		{"nothing", "", "", 0, ""},
		{"an area and no text", "area=data", "S7", 0, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r, err := takeReport(NewLine(tt.line), someAreas())
			if err != nil {
				t.Fatal(err)
			}
			if r.Area != tt.area || r.Sev != tt.sev || r.Text != tt.text {
				t.Errorf("got area %q, sev %d, text %q; want %q, %d, %q", r.Area, r.Sev, r.Text, tt.area, tt.sev, tt.text)
			}
		})
	}
}

func TestTakeReportRefuses(t *testing.T) {
	tests := []struct{ name, line, want string }{
		{"an area that is not there", "area=weather it rains", "no area called “weather”"},
		{"near a name", "area=secruity x", "Did you mean “security incident”?"},
		{"a mark without a name", "area=", "no area called “”"},
		{"a severity that is not there", "sev7 x", "no severity “sev7”"},
		{"behind an area", "data sev0 x", "no severity “sev0”"},
		{"a row or a severity", "s2: x", "“s2:” can be a severity or the area “Agent behavior issue”"},
		{"a name of 10,000 characters", "area=" + strings.Repeat("x", 10000), "no area called “xxx"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := takeReport(NewLine(tt.line), someAreas())
			var p *rollout.Problem
			if !errors.As(err, &p) || !strings.Contains(p.Error(), tt.want) || p.Next == "" || len(p.Error()) > 600 {
				t.Errorf("got %v, want %q", err, tt.want)
			}
			if p != nil && !strings.Contains(p.Text, "nothing was") {
				t.Errorf("does not say what is unchanged: %s", p.Text)
			}
		})
	}
}
