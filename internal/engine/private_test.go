package engine

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// The chat does not say when a private channel is made public. Before a private
// incident is told there again, it is asked.
func TestAChannelThatWentPublicHearsNoPrivateIncident(t *testing.T) {
	for _, tt := range []struct {
		name  string
		after time.Duration // since the channel was looked at
		open  bool
		err   error
		want  bool // the channel is told
	}{
		{"still private", time.Hour, false, nil, true},
		{"looked at just now", 5 * time.Minute, false, nil, true},
		{"made public", 11 * time.Minute, true, nil, false},
		{"nobody says", time.Hour, true, errors.New("conversations.info is down"), true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := &directory{}
			inBubble(t, Options{Directory: d}, func(t *testing.T, b *bench) {
				b.prepare()
				b.open(1, 1)
				in := b.incident("INC-1")
				in.Policy.Private = true
				b.apply(rollout.Effects{Put: []rollout.Record{in, rollout.Channel{Schema: 1, ID: "C-sec", Private: true, BotIn: true, Seen: time.Now()}}})
				b.settle()
				d.mu.Lock()
				d.open = tt.open
				d.mu.Unlock()
				d.set(0, tt.err)
				b.sleep(tt.after)
				b.apply(rollout.Effects{Notices: []rollout.Notice{{
					Kind: rollout.NoticeExhausted, Plan: "helper", Subject: "INC-1", Gen: in.Gen, Private: true, To: []rollout.Target{{To: "#C-sec"}},
					Facts: map[string]string{rollout.FactAgent: "Helper", rollout.FactID: "INC-1", rollout.FactText: "it shows salary data"},
				}}})
				b.settle()
				told := b.chat.at("#C-sec")
				if (len(told) > 0) != tt.want {
					t.Errorf("the channel reads %+v", told)
				}
				for _, s := range b.chat.at("#C-fallback") {
					if strings.Contains(s.text, "salary") {
						t.Errorf("the fallback channel reads %s", s.text)
					}
				}
				if masked := len(b.chat.at("#C-fallback")) > 0 && len(b.chat.at("@ada")) > 0; masked == tt.want {
					t.Errorf("somebody hears that it was not delivered: %t", masked)
				}
			})
		})
	}
}
