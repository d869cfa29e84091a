package storetest

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// parkedTests are about messages that a place refuses: where else they go and who
// hears of it.
var parkedTests = []test{
	{"a refused place is followed by its routes, then by the admins", routes},
	{"a private notice goes nowhere else with its text", privateRoutes},
	{"the admins hear of one place once an hour", onceAnHour},
	{"a card that a place refused is shown again once the place takes something", shownAgain},
}

func routes(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{house()}})
	apply(t, s, noon, notices(told(7, 2, rollout.Target{To: omar, Thread: true, Routes: []rollout.Place{omar, ops, ines}})))
	refuse := func() string {
		r := claim(t, s, noon, 1)[0]
		finish(t, s, noon, r, out(rollout.SendPermanent))
		return shown([]store.Row{r})
	}
	equal(t, "first", refuse(), "1:told>@U2OMAR")
	equal(t, "then", refuse(), "2:told>#C1OPS")
	r := row(t, s, 2)
	equal(t, "the same notice", fmt.Sprint(r.Gen, r.Facts["text"], r.Thread, r.Urgent, r.Subject), "2the lamp is darkfalse trueINC-7")
	equal(t, "at last", refuse(), "3:told>@U3INES")
	equal(t, "then the admins", deliver(t, s, noon), "4:undelivered>@U8ADA 5:undelivered>@U9ABE")
	facts := row(t, s, 4).Facts
	equal(t, "what they read", fmt.Sprint(facts), "map[class:permanent error:because notice:incident.told place:@U3INES row:3]")
	// Nobody must hear of a thread line that found no place.
	apply(t, s, noon, notices(line(7, ops, "a")))
	r = claim(t, s, noon, 1)[0]
	finish(t, s, noon, r, out(rollout.SendPermanent))
	equal(t, "a line", deliver(t, s, noon), "")
	// Nor is there an end to hearing that nobody hears.
	apply(t, s, noon, notices(rollout.Notice{Kind: rollout.NoticeUndelivered, Subject: "INC-7", To: []rollout.Target{{To: omar}}}))
	r = claim(t, s, noon, 1)[0]
	finish(t, s, noon, r, out(rollout.SendPermanent))
	equal(t, "the notice of the notice", deliver(t, s, noon), "")
	sound(t, s)
}

func privateRoutes(t *testing.T, s store.Store) {
	secret := rollout.In("C2SEC")
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
		house(), rollout.Channel{Schema: 1, ID: "C1OPS"}, rollout.Channel{Schema: 1, ID: "C2SEC", Private: true},
	}})
	n := told(7, 1, rollout.Target{To: omar, Routes: []rollout.Place{ops, rollout.In("C404"), secret, ines}})
	n.Private = true
	n.Facts = map[string]string{"text": "the safe is open"}
	apply(t, s, noon, notices(n))
	var went []string
	for range 9 {
		rows := claim(t, s, noon, 1)
		if len(rows) == 0 {
			break
		}
		went = append(went, shown(rows))
		finish(t, s, noon, rows[0], out(rollout.SendPermanent))
	}
	equal(t, "where it went", fmt.Sprint(went[:3]), "[1:told>@U2OMAR 2:told>#C2SEC 3:told>@U3INES]")
	equal(t, "what then", fmt.Sprint(went[3:6]), "[4:masked>#C9FALL 5:masked>@U8ADA 6:masked>@U9ABE]")
	for _, r := range rowsOf(t, s) {
		in := fmt.Sprint(r.Facts)
		if r.Kind != rollout.NoticeTold && (r.Facts["text"] != "" || contains(in, "safe")) {
			t.Errorf("row %d (%s) to %s holds private text: %v", r.Seq, r.Kind, r.To, r.Facts)
		}
		if r.To == rollout.In("C9FALL") && in != "map[row:3]" { // a number, of the last that was tried
			t.Errorf("the fallback channel reads %v", r.Facts)
		}
		if r.Kind == rollout.NoticeTold && r.To != omar && r.To != secret && r.To != ines {
			t.Errorf("the private notice was queued for %s", r.To)
		}
	}
	sound(t, s)
}

func contains(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if s[i:i+len(sub)] == sub {
			return true
		}
	}
	return false
}

func onceAnHour(t *testing.T, s store.Store) {
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{house()}})
	num := uint64(0)
	refuse := func(now time.Time, to rollout.Place) int {
		num++
		apply(t, s, now, notices(told(num, 1, rollout.Target{To: to})))
		r := claim(t, s, now, 1)[0]
		before := len(rowsOf(t, s))
		finish(t, s, now, r, out(rollout.SendPermanent))
		n := len(rowsOf(t, s)) - before
		deliver(t, s, now)
		return n
	}
	equal(t, "the first", refuse(noon, omar), 2)
	equal(t, "the same place again", refuse(noon.Add(59*time.Minute), omar), 0)
	equal(t, "another place", refuse(noon.Add(59*time.Minute), ines), 2)
	equal(t, "an hour later", refuse(noon.Add(time.Hour), omar), 2)
	sound(t, s)
}

// shownAgain: the bot was removed from a channel while a card stood there, and
// is invited again.
func shownAgain(t *testing.T, s store.Store) {
	change := func(num, gen uint64) {
		apply(t, s, noon, rollout.Effects{Put: []rollout.Record{incident(num, gen, ops)}})
	}
	refuse := func() {
		for _, r := range claim(t, s, noon, 9) {
			finish(t, s, noon, r, out(rollout.SendPermanent))
		}
	}
	change(7, 1)
	equal(t, "posted", deliver(t, s, noon), "1:card>#C1OPS")
	for gen := range uint64(3) {
		change(7, gen+2)
		refuse()
	}
	change(8, 1) // this one never stood there
	refuse()
	sound(t, s)
	equal(t, "given up", shown(read(t, s, func(tx store.Tx) ([]store.Row, error) {
		rows, err := store.Parked(tx, 0, 0)
		return slices.DeleteFunc(rows, func(r store.Row) bool { return r.Kind != store.CardRow }), err
	})), "2:card>#C1OPS 3:card>#C1OPS 4:card>#C1OPS 5:card>#C1OPS")

	apply(t, s, noon, notices(line(9, ops, "hello")))
	hello := claim(t, s, noon, 9)
	equal(t, "the first message it takes", shown(hello), "6:line>#C1OPS")
	finish(t, s, noon, hello[0], accepted(hello[0]))
	sound(t, s)
	edit := claim(t, s, noon, 9)
	equal(t, "each card once", shown(edit), "7:card>#C1OPS 8:card>#C1OPS")
	equal(t, "on the message that stands there", edit[0].Ref.TS, "100.1")
	equal(t, "as a first post", edit[1].Ref, rollout.MessageRef{})
	for _, r := range edit {
		finish(t, s, noon, r, out(rollout.SendPermanent))
	}
	sound(t, s)
	apply(t, s, noon, notices(line(9, ops, "hello")))
	equal(t, "refused again: not a third time", deliver(t, s, noon), "9:line>#C1OPS")
	change(7, 5)
	refuse()
	apply(t, s, noon, notices(line(9, ops, "hello")))
	equal(t, "until it has something new to show", deliver(t, s, noon), "11:line>#C1OPS 12:card>#C1OPS")
	sound(t, s)
}
