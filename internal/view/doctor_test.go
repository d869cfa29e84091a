package view_test

import (
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// What was given up, as everybody reads it and as administrators do; and what
// became of it once it was taken up again.
func TestDoctor(t *testing.T) {
	checks := []view.Check{
		{What: "Messages given up", Says: "700", Fix: "Their people heard by another way or not at all; see below."},
		{What: "Link to Slack", Well: true, Says: "messages go out"},
	}
	gone := view.GivenUp{Total: 700, Oldest: []view.Parked{
		{Number: 12, Kind: rollout.NoticeTold, Subject: "INC-7", To: "@dana", Why: "account_inactive", Since: noon, Elsewhere: true},
		{Number: 31, Card: true, Subject: "INC-7", To: "#ops", Why: "not_in_channel", Since: noon},
		{Number: 40, Kind: rollout.NoticeOfficeOver, Subject: "policy-assistant", Why: "the message names no place", Since: noon},
	}}
	few := gone
	few.Total, few.MayRetry = 3, true
	many := gone
	many.MayRetry = true
	did := func(title string, d rollout.RetryDid) shown {
		return shown{title: title, card: view.MessagesRetried(d)}
	}
	fates := map[rollout.RetryFate]int{}
	for _, f := range rollout.RetryFates {
		fates[f] = 1
	}
	golden(t, "doctor",
		shown{title: "for everybody", card: view.Doctor(checks, gone, noon)},
		shown{title: "for an administrator", card: view.Doctor(checks, few, noon)},
		shown{title: "more than one action takes up", card: view.Doctor(checks, many, noon)},
		did("taken up, and some are left", rollout.RetryDid{Fates: map[rollout.RetryFate]int{rollout.RetryAgain: 498, rollout.RetryTold: 2}, Left: 200, Next: 812}),
		did("one of each", rollout.RetryDid{Fates: fates}),
		did("none is left", rollout.RetryDid{}),
		did("none further", rollout.RetryDid{Left: 500}),
		did("on its way", rollout.RetryDid{Number: 12, Stands: rollout.OnItsWay, Left: 2}),
		did("delivered", rollout.RetryDid{Number: 12, Stands: rollout.Delivered}),
		did("overtaken", rollout.RetryDid{Number: 12, Stands: rollout.Needless}),
	)
}

// Every kind of message has a name for people, with whom it is for in it; no two
// have the same.
func TestNoticeNames(t *testing.T) {
	names := map[string]rollout.NoticeKind{}
	for kind := range rollout.NoticeRules {
		name := view.PlainText(view.NoticeName(kind, "@dana"))
		if strings.Contains(name, string(kind)) || !strings.Contains(name, " @dana ") || len(name) > 80 {
			t.Errorf("%s is called “%s”", kind, name)
		}
		if other, twice := names[name]; twice {
			t.Errorf("%s and %s are both called “%s”", kind, other, name)
		}
		names[name] = kind
	}
	if got := view.NoticeName("plan.later", "#ops"); got != "sending <#ops> “plan.later”" {
		t.Errorf("a kind that is not known is called “%s”", got)
	}
}
