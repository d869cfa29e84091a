package planfile

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// A criterion that a record judges holds every word of its text, or says which
// it leaves out: only then can a person confirm it. want is how each is read.
func TestCriteriaLeaveNoWordOutUnsaid(t *testing.T) {
	for _, tt := range []struct {
		name, text string
		want       string
		left       string // as the finding quotes it, "" when nothing is left
	}{
		{"a wave and a signature", "Wave 3 completed, security sign off by Lee", "wave 3 is done; a person confirms: security sign off by Lee", ""},
		{"a signature and a wave", "Works council approval and wave 1 done", "a person confirms: Works council approval; wave 1 is done", ""},
		{"a wave and what nobody can judge", "Wave 3 completed, with a cake", "wave 3 is done", "with a cake"},
		{"a wave by a day", "Wave 1 done by Easter", "wave 1 is done", "by Easter"},
		{"a wave twice", "Wave 1 exit gate met and signed off", "wave 1 is done", ""},
		{"something of a wave", "Wave 1 issues closed", "a person confirms: Wave 1 issues closed", ""},
		{"few incidents in some days", "fewer than 3 sev2 in the last 14 days", "less than 3 sev2 incidents opened in the wave", "in the last 14 days"},
		{"incidents in a month", "no more than 2 incidents per month", "at most 2 incidents opened in the wave", "per month"},
		{"no more than some", "No more than 2 open incidents", "at most 2 incidents open", ""},
		{"a word for grave", "no critical incidents open", "no incidents, of whatever area, open", "critical"},
		{"of something", "no incidents about invoices", "no incidents, of whatever area, opened in the wave", "about invoices"},
		{"and graver", "no sev2 or higher open", "no sev1 or sev2 incidents open", ""},
		{"a range of severities", "0 sev1-sev3 incidents", "no sev1 or sev2 or sev3 incidents opened in the wave", ""},
		{"of an area", "no open security incidents", "no security incidents open", ""},
		{"of an area and a severity", "0 sev1 data issue incidents", "no sev1 data issue incidents opened in the wave", ""},
		{"of two areas", "no security or data incidents", "no incidents, of whatever area, opened in the wave", "security data"},
		{"days without", "14 days without a sev1 incident", "a person confirms: 14 days without a sev1 incident", ""},
		{"answered in time", "P1 incidents answered within 4 hours", "a person confirms: P1 incidents answered within 4 hours", ""},
		{"the budget", "Budget below 80%", "less than 80 % of the budget is spent", ""},
		{"the budget, in other words", "at most 90 % of the monthly budget used", "at most 90 % of the budget is spent", ""},
		{"within budget", "Spend stays within budget", "at most 100 % of the budget is spent", ""},
		{"something else of the budget", "Budget remaining above 20%", "more than 20 % (budget remaining), higher is better", ""},
		{"two figures", "3 of 4 incidents answered in time", "a person confirms: 3 of 4 incidents answered in time", ""},
		{"no worse than before", "CSAT not worse than before - see metric 2", "a metric without a number: CSAT not worse than before - see metric 2", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c, fs := Criteria(tt.text)
			if c.Reading != tt.want {
				t.Errorf("%q is read as %q, want %q", tt.text, c.Reading, tt.want)
			}
			left := ""
			for _, f := range fs {
				if f.Code == "criterion-words" {
					_, left, _ = strings.Cut(f.Text, "; ")
				}
			}
			want := ""
			if tt.left != "" {
				want = quote(tt.left) + " is left out."
			}
			if left != want {
				t.Errorf("left out: %q, want %q", left, want)
			}
			if tt.left != "" && c.Status != rollout.Assumed {
				t.Errorf("%q is %s", tt.text, c.Status)
			}
		})
	}
}

// The weeks of use that an exit asks for are those since its wave began.
func TestExitCriteriaKnowHowLongTheWaveMustRun(t *testing.T) {
	for _, tt := range []struct{ text, after string }{
		{"2 weeks of use", "P14D"},
		{"At least two weeks of stable operation", "P14D"},
		{"1 month in production", "P1M"},
		{"Used for 10 days", "P10D"},
		{"14 days without a sev1 incident", "P14D"},
		{"3 months' use", "P3M"},
		{"2 weeks of data reviewed", ""},
		{"Training done", ""},
		{"0 weeks of use", ""},
	} {
		c, _ := ExitCriteria(tt.text)
		if len(c.Value) != 1 || c.Value[0].After != tt.after {
			t.Errorf("%q is read as %q %+v, want after %q", tt.text, c.Reading, c.Value, tt.after)
		}
	}
	c, _ := ExitCriteria("2 weeks of use")
	if want := "from 2 weeks after the start of the wave a person confirms: 2 weeks of use"; c.Reading != want || c.Status != rollout.Understood {
		t.Errorf("%s: %q, want %q", c.Status, c.Reading, want)
	}
	if c, _ := Criteria("2 weeks of use"); c.Value[0].After != "" {
		t.Error("an entry does not know whose weeks are meant")
	}
}
