package engine

import (
	"log/slog"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rolloutbot/rollout/commands"
	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store/storetest"
)

// What happens by itself stands in the audit record as well: by nobody, about
// which thing, and why. Every kind of timer is fired here.
func TestWhatTimersLeaveInTheRecord(t *testing.T) {
	base, _ := crashBase(t, august)
	friday := time.Date(2026, 8, 7, 9, 0, 0, 0, time.UTC)
	fired := map[rollout.TimerKind]bool{}
	for _, tt := range []struct {
		name string
		acts []act         // from Monday, 3 August, 08:00
		down time.Duration // nothing is done for so long after the last
		then time.Duration // and then everything in time
		want []string      // each once, however often it happened
	}{
		{
			name: "an incident that nobody answers", acts: []act{{"priya", "incident open area=security it leaks", 0}}, then: 3 * 24 * time.Hour,
			want: []string{": incident.remind INC-1", ": incident.step INC-1"},
		},
		{
			name: "an incident that can wait, and that nobody answers", acts: []act{{"priya", "incident open area=support it is slow", 0}}, then: 7 * 24 * time.Hour,
			want: []string{": incident.daily INC-1", ": incident.late INC-1", ": incident.remind INC-1", ": incident.step INC-1"},
		},
		{
			name: "an incident that is resolved", acts: []act{{"priya", "incident open area=security it leaks", 0}, {"nils", "resolve 1 done", 0}}, then: 8 * 24 * time.Hour,
			want: []string{": incident.close INC-1"},
		},
		{
			name: "an incident on a Friday, and the bot is down until Saturday", acts: []act{{"", "", friday.Sub(august)}, {"priya", "incident open area=support it is slow", 0}},
			down: 27 * time.Hour, want: []string{": incident.hold INC-1", ": incident.remind INC-1"},
		},
		{
			name: "a request to waive that nobody decides", acts: []act{{"noor", "wave waive W1.2 because the sample is small", 0}}, then: 15 * 24 * time.Hour,
			want: []string{": approval.expire APR-1"},
		},
		{
			name: "a request for a pause that nobody decides", acts: []act{{"priya", "pause request it leaks names", 0}}, then: 2 * 24 * time.Hour,
			want: []string{": pause.tell PAU-1"},
		},
		{
			name: "a wait within a pause", acts: []act{{"maya", "pause now", 0}, {"tess", "pause step 1 done", 0}, {"cora", "pause step 2 done", 0}}, then: 31 * 24 * time.Hour,
			want: []string{": pause.wait PAU-1"},
		},
		{
			name: "a level of spend that waits for the morning", acts: []act{{"", "", 12 * time.Hour}, {"maya", "spend 1100", 0}}, then: 24 * time.Hour,
		},
		{
			name: "what is spent every month", acts: []act{{"sam", "spend 20 on 2026-08-05 for licences monthly", 0}}, then: 3 * 24 * time.Hour,
			want: []string{": spend.book SP-1"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				time.Sleep(time.Until(august))
				st := storetest.Fork(base)
				defer st.Close()
				l := &lifetime{t: t, st: st, dying: &dying{gone: make(chan struct{})}, d: &commands.Dispatcher{
					Store: st, Clock: bubbleClock{}, Log: slog.New(slog.DiscardHandler), Command: "/rollout", Zone: "UTC",
				}}
				for _, a := range tt.acts {
					if a.line != "" {
						l.say("", a)
					}
					lapse(t, st, time.Now().Add(a.then))
				}
				seq := lastSeq(t, st)
				time.Sleep(tt.down)
				for _, k := range lapse(t, st, time.Now().Add(tt.then)) {
					fired[k] = true
				}
				var got []string
				for _, line := range recordSince(t, st, seq) {
					if strings.HasPrefix(line, ": ") && !slices.Contains(got, line) {
						got = append(got, line)
					}
				}
				slices.Sort(got)
				if !slices.Equal(got, tt.want) {
					t.Errorf("the record says\n  %s\nwant\n  %s", strings.Join(got, "\n  "), strings.Join(tt.want, "\n  "))
				}
			})
		})
	}
	for kind, name := range timerKinds(t) {
		if !fired[kind] {
			t.Errorf("%s (%s) never fired", name, kind)
		}
	}
}
