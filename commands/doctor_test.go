package commands_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Doctor names what is missing and the line that mends it: roles by name, homes,
// and every channel in which somebody is to be told and the bot cannot speak.
func TestDoctorNamesWhatIsMissing(t *testing.T) {
	h := newHouse(t)
	h.withPlan()
	says := func(want ...string) {
		t.Helper()
		got := h.says(ask{user: "maya", in: "ops", line: "doctor"})
		for _, w := range want {
			if no, unwanted := strings.CutPrefix(w, "no "); unwanted == strings.Contains(got, strings.TrimPrefix(no, "no ")) {
				t.Errorf("%q: it says\n%s", w, got)
			}
		}
	}
	says(
		"Look  Roles of HR Policy Assistant", "11 filled by nobody: HR Communications Lead, HR Learning Partner, HR Operations Lead and 8 more.",
		"Type `/rollout in hr-policy-assistant owner set`: one form for all.",
		"no so nobody hears",
	)
	for _, line := range []string{"owner set Data Steward #ops", "owner set IT Service Lead #ops", "owner set Head of Data #ops"} {
		h.do(ask{user: "maya", in: "agent-hr", line: line})
	}
	h.do(ask{user: "ada", in: "agent-hr", line: "owner set Information Security Lead #security"})
	says("no so nobody hears", "no filled by nobody: Data Steward")
	h.apply(rollout.Effects{Put: []rollout.Record{
		rollout.Channel{Schema: 1, ID: "ops", Name: "ops"},
		rollout.Channel{Schema: 1, ID: "security", Name: "security", Private: true, BotIn: true, Archived: true},
		rollout.Channel{Schema: 1, ID: "agent-hr", Name: "agent-hr"},
	}})
	says(
		" of HR Policy Assistant and others: I am not in #ops, so nobody hears what is said there. Type `/invite @rollout` there.",
		"Role Information Security Lead of HR Policy Assistant: #security is archived, so nobody hears what is said there. Choose another channel.",
		"Home of HR Policy Assistant: I am not in #agent-hr. Type `/invite @rollout` there.",
	)
}

// A channel that fills no role and is nobody's home concerns nobody.
func TestDoctorLeavesOtherChannelsAlone(t *testing.T) {
	h := newHouse(t)
	h.withPlan()
	if got := h.says(ask{user: "maya", in: "ops", line: "doctor"}); strings.Contains(got, "#far") || strings.Contains(got, "#attic") {
		t.Errorf("it says\n%s", got)
	}
}
