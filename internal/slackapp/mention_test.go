package slackapp_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/commands"
)

// A workflow or another app mentions the bot without a person behind it: nobody
// is answered, and it is no fault of ours.
func TestAMentionByNobodyIsNoError(t *testing.T) {
	do := &echo{got: make(chan commands.Request, 1)}
	s, h := newServer(t, do)
	var log bytes.Buffer
	s.Log = slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	body := `{"type":"event_callback","event_id":"E7","event":{"type":"app_mention","channel":"C1","text":"<@U9> status"}}`
	ts, signature := sign(time.Now(), secret, body)
	if status, _ := send(t, h.URL+"/slack/events", body, ts, signature); status != 200 {
		t.Errorf("answered %d", status)
	}
	if got := log.String(); len(do.got) > 0 || !strings.Contains(got, "level=DEBUG") || strings.Contains(got, "level=ERROR") {
		t.Errorf("%d requests came through, and the log says\n%s", len(do.got), got)
	}
}
