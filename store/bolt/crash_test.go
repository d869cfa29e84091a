package bolt_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
)

// crashFile tells this test binary to be the process that is killed.
const crashFile = "ROLLOUT_TEST_CRASH_FILE"

func TestMain(m *testing.M) {
	if path := os.Getenv(crashFile); path != "" {
		crashChild(path, os.Getenv(crashFile+"_RUN"))
		return
	}
	os.Exit(m.Run())
}

// crashChild works until it is killed, and says what was acknowledged.
func crashChild(path, run string) {
	s, err := bolt.Open(path, bolt.Options{})
	if err != nil {
		fmt.Println("error", err)
		os.Exit(1)
	}
	var mu sync.Mutex
	say := func(args ...any) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(args...)
	}
	say("open")
	ctx := context.Background()
	for w := range 8 {
		go func() {
			for i := 0; ; i++ {
				key := fmt.Sprint(run, "-", w, "-", i)
				var n uint64
				err := s.Update(ctx, func(tx store.Tx) (err error) {
					if n, err = tx.Next("INC"); err != nil {
						return err
					}
					if err := act(tx, n); err != nil {
						return err
					}
					return store.Remember(tx, key, "h", rollout.Receipt{Verb: "incident.open", Subject: fmt.Sprint("INC-", n)}, noon)
				})
				if err != nil {
					say("error", err)
					return
				}
				say("acked", n, key)
			}
		}()
	}
	for now := noon; ; now = now.Add(time.Second) {
		var rows []store.Row
		err := s.Update(ctx, func(tx store.Tx) (err error) {
			rows, err = store.Claim(tx, now, 20, nil)
			return err
		})
		for i, r := range rows {
			if i%5 == 4 {
				continue // a sender that died
			}
			o := store.Outcome{Class: rollout.SendAccepted, Ref: rollout.MessageRef{Channel: "C", TS: fmt.Sprint("1.", r.Seq)}}
			err = errors.Join(err, s.Update(ctx, func(tx store.Tx) error { return store.Finish(tx, now, r.Seq, r.LeaseToken, o) }))
			if err == nil {
				say("sent", r.Seq)
			}
		}
		if err != nil {
			say("error", err)
			return
		}
	}
}

// TestKilledWhileWriting kills the process in the middle, again and again on
// one file: what was acknowledged is there, all of it or none of the rest, and
// the audit chain extends the head that was seen before.
func TestKilledWhileWriting(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rollout.db")
	rnd := rand.New(rand.NewPCG(1, uint64(time.Now().UnixNano())))
	var head store.Head
	acked, sent := map[string]string{}, []string{}
	for run := range 5 {
		lines := crash(t, path, run, time.Duration(100+rnd.IntN(250))*time.Millisecond)
		for _, l := range lines {
			f := strings.Fields(l)
			switch {
			case f[0] == "acked" && len(f) == 3:
				acked[f[2]] = "INC-" + f[1]
			case f[0] == "sent" && len(f) == 2:
				sent = append(sent, f[1])
			case f[0] == "error":
				t.Fatalf("the process says: %s", l)
			}
		}
		if r := verify(t, path); !r.OK() {
			t.Fatalf("after kill %d:\n%s", run+1, r)
		}
		head = afterCrash(t, path, acked, sent, head)
	}
	t.Logf("%d changes and %d messages were acknowledged, %d entries are in the chain", len(acked), len(sent), head.Seq)
	if len(acked) < 50 || len(sent) < 10 {
		t.Errorf("only %d changes and %d messages in five runs: the test tests nothing", len(acked), len(sent))
	}
}

// crash runs the child and kills it a while after it opened the store. It
// returns the whole lines it had written.
func crash(t *testing.T, path string, run int, after time.Duration) []string {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), crashFile+"="+path, fmt.Sprint(crashFile, "_RUN=", run))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var lines []string
	r := bufio.NewReader(out)
	for {
		line, err := r.ReadString('\n')
		if err != nil {
			break // a line without its end was not acknowledged
		}
		if line == "open\n" {
			timer := time.AfterFunc(after, func() { _ = cmd.Process.Kill() })
			defer timer.Stop()
		}
		lines = append(lines, strings.TrimSuffix(line, "\n"))
	}
	_ = cmd.Process.Kill()
	_ = cmd.Wait()
	return lines
}

func afterCrash(t *testing.T, path string, acked map[string]string, sent []string, head store.Head) store.Head {
	t.Helper()
	s := open(t, path)
	defer func() { _ = s.Close() }()
	err := s.View(context.Background(), func(tx store.Tx) error {
		for key, id := range acked {
			receipt, ok, err := store.Seen(tx, key, "h")
			_, err2 := store.Incident(tx, id)
			_, err3 := store.Timer(tx, rollout.TimerKey(rollout.TimerStep, id))
			if err := errors.Join(err, err2, err3); err != nil || !ok || receipt.Subject != id {
				return fmt.Errorf("acknowledged %s (%s): receipt %v, %w", id, key, receipt, err)
			}
		}
		for _, seq := range sent {
			var n uint64
			_, _ = fmt.Sscan(seq, &n)
			if r, err := store.OutboxRow(tx, n); err != nil || r.State != store.RowDone {
				return fmt.Errorf("message %s was recorded as sent and is %s (%w)", seq, r.State, err)
			}
		}
		// One change is one incident, one entry, one timer and its messages.
		log, err := store.Audit(tx, 0, 0)
		if err != nil {
			return err
		}
		incidents, err := store.Incidents(tx, "lamp-desk", 0, 0)
		if err != nil {
			return err
		}
		due, err := store.Due(tx, noon, 0)
		if err != nil {
			return err
		}
		rows, err := store.OutboxAfter(tx, 0, 0)
		if err != nil {
			return err
		}
		told := 0
		for _, r := range rows {
			if r.Kind == rollout.NoticeTold {
				told++
			}
		}
		n := len(incidents)
		if len(log) != n || len(due) != n || told != 2*n || n < len(acked) {
			return fmt.Errorf("%d incidents, %d entries, %d timers, %d notices; %d acknowledged", n, len(log), len(due), told, len(acked))
		}
		if n > 0 && incidents[0].Num != uint64(n) {
			return fmt.Errorf("the newest of %d incidents is %s: a number is missing", n, incidents[0].ID)
		}
		for k := 1; k > 0; {
			if k, head, err = store.VerifyChain(tx, head, 100); err != nil {
				return fmt.Errorf("the chain does not extend the head seen before: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return head
}
