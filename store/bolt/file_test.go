package bolt_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
	"github.com/rolloutbot/rollout/store/bolt"
	"go.etcd.io/bbolt"
)

var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.UTC)

// act is one change with everything that can follow from one: record, index,
// audit entry, timer, card and messages.
func act(tx store.Tx, n uint64) error {
	id := fmt.Sprintf("INC-%d", n)
	in := rollout.Incident{
		Schema: 1, ID: id, Num: n, Plan: "lamp-desk", Sev: 3, State: rollout.IncidentOpen, Gen: 1,
		Text: strings.Repeat("the lamp is dark ", int(n%40)), Places: []rollout.Place{"#C1OPS"},
	}
	return store.Apply(tx, rollout.Actor{User: "U1MAYA", Via: rollout.ByCommand}, noon, rollout.Effects{
		Put: []rollout.Record{in},
		Log: []rollout.Entry{{Verb: "incident.open", Plan: in.Plan, Kind: in.Kind(), Subject: id}},
		Arm: []rollout.Timer{{Key: rollout.TimerKey(rollout.TimerStep, id), Kind: rollout.TimerStep, Subject: id, Due: noon}},
		Notices: []rollout.Notice{{
			Kind: rollout.NoticeTold, Plan: in.Plan, Subject: id, Gen: 1,
			To: []rollout.Target{{To: "@U2OMAR"}, {To: "@U3INES"}},
		}},
	})
}

// filled makes a store of n changes and closes it.
func filled(t testing.TB, n uint64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "rollout.db")
	s := open(t, path)
	for i := range n {
		err := s.Update(context.Background(), func(tx store.Tx) error {
			if i%3 == 2 { // somebody delivers, so that rows are done and cards stand
				rows, err := store.Claim(tx, noon, 4, nil)
				if err != nil {
					return err
				}
				for _, r := range rows {
					o := store.Outcome{Class: rollout.SendAccepted, Ref: rollout.MessageRef{Channel: "C", TS: fmt.Sprint("1.", r.Seq)}}
					if err := store.Finish(tx, noon, r.Seq, r.LeaseToken, o); err != nil {
						return err
					}
				}
			}
			if err := store.Remember(tx, fmt.Sprint("key-", i), "h", rollout.Receipt{Verb: "x"}, noon); err != nil {
				return err
			}
			return act(tx, i+1)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return path
}

func verify(t testing.TB, path string) bolt.Report {
	t.Helper()
	r, err := bolt.Verify(path)
	if err != nil {
		t.Fatalf("Verify: %v", err)
	}
	return r
}

func TestANewFileIsWholeAndPrivate(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rollout.db")
	for _, left := range []string{".new-123", ".verify-123", ".verify-123.part"} {
		if err := os.WriteFile(path+left, []byte("cut off"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := open(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", info.Mode(), err)
	}
	files, _ := filepath.Glob(path + "*")
	if len(files) != 1 {
		t.Errorf("left beside it: %v", files)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	r := verify(t, path)
	if !r.OK() || r.Workspaces["default"].Schema != store.Schema {
		t.Errorf("report: %s", r)
	}
	if _, err := bolt.Open(filepath.Join(t.TempDir(), "no", "such", "folder", "rollout.db"), bolt.Options{}); err == nil || !strings.Contains(err.Error(), "ROLLOUT_STORE") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestTwoAtOnceMakeOneFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "rollout.db")
	var wg sync.WaitGroup
	var opened, refused int
	var mu sync.Mutex
	for range 4 {
		wg.Go(func() {
			s, err := bolt.Open(path, bolt.Options{})
			mu.Lock()
			defer mu.Unlock()
			switch {
			case err == nil:
				opened++
				t.Cleanup(func() { _ = s.Close() })
			case strings.Contains(err.Error(), "another rollout process has "+path+" open"):
				refused++
			default:
				t.Errorf("Open: %v", err)
			}
		})
	}
	wg.Wait()
	if opened != 1 || refused != 3 {
		t.Errorf("%d opened it and %d were refused, of 4", opened, refused)
	}
}

func TestOnlyOneProcessHasTheFile(t *testing.T) {
	t.Parallel()
	path := filled(t, 3)
	_ = open(t, path)
	if _, err := bolt.Open(path, bolt.Options{}); err == nil || !strings.Contains(err.Error(), "another rollout process has "+path+" open") {
		t.Errorf("Open: %v", err)
	}
	if _, err := bolt.Verify(path); err == nil || !strings.Contains(err.Error(), "another rollout process has "+path+" open") {
		t.Errorf("Verify: %v", err)
	}
}

func TestFilesThatAreNoStoreAreRefusedWithASentence(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	write := func(name string, b []byte) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		return p
	}
	for _, c := range []struct{ path, want string }{
		{write("empty.db", nil), "is empty (0 bytes), so it is not taken for a new one"},
		{write("short.db", []byte("x")), "not a store"},
		{write("text.db", bytes.Repeat([]byte("no store at all\n"), 4096)), "not a store"},
		{write("zeros.db", make([]byte, 1<<16)), "not a store"},
		{dir, "is a folder"},
	} {
		before, _ := os.ReadFile(c.path)
		_, err := bolt.Open(c.path, bolt.Options{})
		if err == nil || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), c.path) {
			t.Errorf("Open(%s): %v", filepath.Base(c.path), err)
		}
		after, _ := os.ReadFile(c.path)
		if !bytes.Equal(before, after) {
			t.Errorf("%s was changed", filepath.Base(c.path))
		}
		r, err := bolt.Verify(c.path)
		if err == nil && r.OK() {
			t.Errorf("Verify(%s) finds nothing", filepath.Base(c.path))
		}
	}
	if _, err := bolt.Open(filepath.Join(dir, "new.db"), bolt.Options{Workspace: "No/Name"}); err == nil || !strings.Contains(err.Error(), "No/Name") {
		t.Errorf("a workspace's name: %v", err)
	}
}

func TestWorkspacesOfOneFileAreApart(t *testing.T) {
	t.Parallel()
	path := filled(t, 2)
	other, err := bolt.Open(path, bolt.Options{Workspace: "other"})
	if err != nil {
		t.Fatal(err)
	}
	err = other.View(context.Background(), func(tx store.Tx) error {
		_, err := store.Incident(tx, "INC-1")
		return err
	})
	if !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an incident of the default workspace: %v", err)
	}
	for _, c := range []struct{ team, bound string }{{"T1", ""}, {"T1", ""}, {"T2", "T1"}} {
		err := other.Update(context.Background(), func(tx store.Tx) error { return store.BindTeam(tx, c.team) })
		var wrong *store.TeamError
		if c.bound == "" && err != nil || c.bound != "" && (!errors.As(err, &wrong) || wrong.Bound != c.bound) {
			t.Errorf("BindTeam(%s): %v", c.team, err)
		}
	}
	if err := other.Update(context.Background(), func(tx store.Tx) error { return act(tx, 1) }); err != nil {
		t.Fatal(err)
	}
	if err := other.Close(); err != nil {
		t.Fatal(err)
	}
	r := verify(t, path)
	if !r.OK() || r.Workspaces["default"].Counts["incident"] != 2 || r.Workspaces["other"].Counts["incident"] != 1 {
		t.Errorf("report: %s", r)
	}
}

func TestANewerStoreIsRefused(t *testing.T) {
	t.Parallel()
	path := filled(t, 1)
	s := open(t, path)
	err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Put("meta", "schema", []byte("99")) })
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	_, err = bolt.Open(path, bolt.Options{})
	var newer *store.NewerError
	if !errors.As(err, &newer) || newer.Stored != 99 || newer.Program != store.Schema || !strings.Contains(err.Error(), "schema 99") {
		t.Errorf("Open: %v", err)
	}
	if _, err := bolt.Open(path, bolt.Options{}); !errors.As(err, &newer) {
		t.Errorf("the refused file stays open: %v", err)
	}
}

func TestAStoreThatLostItsSchemaIsNotTakenForNew(t *testing.T) {
	t.Parallel()
	path := filled(t, 1)
	raw(t, path, "meta", func(b *bbolt.Bucket) error { return b.Delete([]byte("schema")) })
	var d *store.DamageError
	if _, err := bolt.Open(path, bolt.Options{}); !errors.As(err, &d) || d.Key != "schema" {
		t.Errorf("Open: %v", err)
	}
}

func TestVerifyAnOpenStore(t *testing.T) {
	t.Parallel()
	s := open(t, filled(t, 30))
	var stop sync.WaitGroup
	done := make(chan bool)
	stop.Go(func() {
		for n := uint64(1000); ; n++ {
			select {
			case <-done:
				return
			default:
			}
			if err := s.Update(context.Background(), func(tx store.Tx) error { return act(tx, n) }); err != nil {
				t.Errorf("Update meanwhile: %v", err)
				return
			}
		}
	})
	r, err := s.Verify(context.Background())
	close(done)
	stop.Wait()
	if err != nil || !r.OK() || r.Workspaces["default"].Counts["incident"] < 30 {
		t.Errorf("%v\n%s", err, r)
	}
	if !strings.Contains(r.String(), "Nothing is damaged.") || !strings.Contains(r.String(), "rollout.db") {
		t.Errorf("the report reads\n%s", r)
	}
	left, _ := filepath.Glob(filepath.Join(filepath.Dir(r.Path), "*"))
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
}

// raw changes the file below the store.
func raw(t *testing.T, path, kind string, fn func(b *bbolt.Bucket) error) {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = db.Update(func(tx *bbolt.Tx) error { return fn(tx.Bucket([]byte("default/" + kind))) })
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

func TestAChangedValueIsNamed(t *testing.T) {
	t.Parallel()
	path := filled(t, 5)
	raw(t, path, "incident", func(b *bbolt.Bucket) error {
		v := bytes.Clone(b.Get([]byte("INC-3")))
		v[20] ^= 1
		return b.Put([]byte("INC-3"), v)
	})
	r := verify(t, path)
	if r.OK() || !strings.Contains(r.String(), `key "INC-3"`) || !strings.Contains(r.String(), "checksum") {
		t.Errorf("report:\n%s", r)
	}
	s := open(t, path) // one damaged record does not keep the rest from working
	for what, fn := range map[string]func(tx store.Tx) error{
		"Get":  func(tx store.Tx) error { _, err := store.Incident(tx, "INC-3"); return err },
		"List": func(tx store.Tx) error { _, err := tx.List("incident", store.Range{}); return err },
		"Put":  func(tx store.Tx) error { return act(tx, 3) },
	} {
		var d *store.DamageError
		err := s.Update(context.Background(), fn)
		if !errors.As(err, &d) || d.Kind != "incident" || d.Key != "INC-3" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := s.Update(context.Background(), func(tx store.Tx) error { return act(tx, 6) }); err != nil {
		t.Errorf("another record: %v", err)
	}
}

func TestVerifyFindsWhatDoesNotFitTogether(t *testing.T) {
	t.Parallel()
	base := filled(t, 12)
	whole, err := os.ReadFile(base)
	if err != nil {
		t.Fatal(err)
	}
	drop := func(kind, prefix string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			raw(t, path, kind, func(b *bbolt.Bucket) error {
				k, _ := b.Cursor().Seek([]byte(prefix))
				if !bytes.HasPrefix(k, []byte(prefix)) {
					return fmt.Errorf("kind %s has no key %q", kind, prefix)
				}
				return b.Delete(bytes.Clone(k))
			})
		}
	}
	put := func(kind, key, value string) func(t *testing.T, path string) {
		return func(t *testing.T, path string) {
			s := open(t, path)
			err := s.Update(context.Background(), func(tx store.Tx) error { return tx.Put(kind, key, []byte(value)) })
			if err := errors.Join(err, s.Close()); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, c := range []struct {
		name   string
		damage func(t *testing.T, path string)
		want   string
	}{
		{"an index entry is missing", drop("index", "incident/live/"), `index entry "live/lamp-desk/3/`},
		{"an index entry leads nowhere", put("index", "incident/live/lamp-desk/3/000000000404\x1fINC-404", ""), "do not call for them"},
		{"a record is missing", drop("incident", "INC-5"), "do not call for them"},
		{"a record is no JSON", put("incident", "INC-5", "{"), `kind incident, key "INC-5": it cannot be read`},
		{"a record has another's key", put("incident", "INC-5", `{"id":"INC-6"}`), `it says that its key is "INC-6"`},
		{"a timer's time is missing", drop("index", "timer/due/"), "kind timer"},
		{"a timer is missing", drop("timer", "incident.step/INC-2"), "do not call for them"},
		{"a card's entry is missing", drop("index", "card/of/"), "kind card"},
		{"a receipt's entry is missing", drop("index", "inbox/at/"), "kind inbox"},
		{"an audit entry is missing", drop("audit", "000000000004"), "the audit chain, entry 000000000004"},
		{"the last audit entry is missing", drop("audit", "000000000012"), "the audit chain, entry 000000000012"},
		{"an unfinished message is missing", drop("outbox", "000000000030"), "the outbox"},
		{"a message's turn is missing", drop("queue", "h/"), "entries are missing"},
		{"a message's lane entry is missing", drop("queue", "l/"), "entries are missing"},
		{"a queue entry too many", put("queue", "h/1000000000404", ""), "no message calls for it"},
		{"the counts are wrong", put("count", "outbox", `{"ready":1}`), "counted"},
		{"the number of messages is behind", put("next", "outbox", "3"), "the counter stands at 3"},
		{"the schema is gone", drop("meta", "schema"), "no schema number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "copy.db")
			if err := os.WriteFile(path, whole, 0o600); err != nil {
				t.Fatal(err)
			}
			if r := verify(t, path); !r.OK() {
				t.Fatalf("damaged before: %s", r)
			}
			c.damage(t, path)
			r := verify(t, path)
			if r.OK() || !strings.Contains(r.String(), c.want) {
				t.Errorf("the report does not say %q:\n%s", c.want, r)
			}
		})
	}
}

func TestTruncatedFilesAreNamed(t *testing.T) {
	t.Parallel()
	path := filled(t, 40)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := verify(t, path)
	used := r.Pages * os.Getpagesize()
	for cut := 1; cut < used; cut += used/37 + 1 {
		p := filepath.Join(t.TempDir(), "cut.db")
		if err := os.WriteFile(p, whole[:cut], 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := bolt.Open(p, bolt.Options{}); err == nil {
			_ = s.Close()
			t.Errorf("opened with %d of %d bytes", cut, used)
		} else if !strings.Contains(err.Error(), "damaged") {
			t.Errorf("cut at %d: %v", cut, err)
		}
		if r, err := bolt.Verify(p); err == nil && r.OK() {
			t.Errorf("cut at %d: nothing is found", cut)
		}
	}
}

// TestFlippedBitsAreFoundOrHarmless: a flipped bit is named by Verify, or it lies
// where nothing is kept and everything reads as before. Nothing panics.
func TestFlippedBitsAreFoundOrHarmless(t *testing.T) {
	t.Parallel()
	path := filled(t, 60)
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	report := verify(t, path)
	before := contents(t, path)
	page := os.Getpagesize()
	rnd := rand.New(rand.NewPCG(7, 7))
	dir := t.TempDir()
	const flips = 240
	found, refused := 0, 0
	for i := range flips {
		at := rnd.IntN(report.Pages * page)
		if i%2 == 0 { // where the structure is: headers and first elements
			at = rnd.IntN(report.Pages)*page + rnd.IntN(80)
		}
		b := bytes.Clone(whole[:report.Pages*page])
		b[at] ^= 1 << rnd.IntN(8)
		p := filepath.Join(dir, fmt.Sprint(i, ".db")) // a file of its own: a panic keeps the lock
		if err := os.WriteFile(p, b, 0o600); err != nil {
			t.Fatal(err)
		}
		r, err := bolt.Verify(p)
		ok := err == nil && r.OK()
		if s, err := bolt.Open(p, bolt.Options{}); err == nil {
			_ = s.Close()
		} else {
			refused++
			if ok {
				t.Errorf("byte %d: Verify finds nothing, Open says %v", at, err)
				continue
			}
		}
		if !ok {
			found++
		} else if contents(t, p) != before {
			t.Errorf("byte %d (page %d, offset %d): nothing is found, but the records differ", at, at/page, at%page)
		}
		_ = os.Remove(p)
	}
	t.Logf("of %d flipped bits %d were found, %d kept the store from opening; the others changed nothing", flips, found, refused)
	if found < flips/4 || refused < flips/20 {
		t.Errorf("found %d, refused %d of %d: the test looks in the wrong places", found, refused, flips)
	}
}

// contents is every key and value of a file.
func contents(t *testing.T, path string) string {
	t.Helper()
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	var out strings.Builder
	err = db.View(func(tx *bbolt.Tx) error {
		return tx.ForEach(func(name []byte, b *bbolt.Bucket) error {
			return b.ForEach(func(k, v []byte) error {
				_, err := fmt.Fprintf(&out, "%s %q %x\n", name, k, v)
				return err
			})
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}
