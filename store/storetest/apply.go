package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

var applyTests = []test{
	{"records come back as they were put", roundTrip},
	{"the index follows a record", indexFollows},
	{"lists of incidents are in their order, whatever history there is", incidentLists},
	{"putting the same again changes nothing", samePut},
	{"a record put twice in one action is one change", putTwice},
	{"effects that cannot be made true change nothing", badEffects},
	{"documents keep every version", documents},
	{"a plan is found by its home channel", planByHome},
}

func roundTrip(t *testing.T, s store.Store) {
	in := incident(7, 1, ops)
	in.Text = "<b>100 % & \u2028 \x01 dark"
	note := rollout.Note{Schema: 1, Incident: "INC-7", Num: 1, By: "U1", At: noon, Text: "looked"}
	person := rollout.Person{Schema: 1, ID: "U1", Name: "Maya", Account: rollout.Member}
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
		in, note, person, house(),
		rollout.Plan{Schema: 1, ID: lamp, Version: 3},
		rollout.State{Schema: 1, Plan: lamp, Agent: "Lamp Desk"},
		rollout.Channel{Schema: 1, ID: "C1", Private: true},
	}})
	view(t, s, func(tx store.Tx) error {
		got, err := store.Incident(tx, "INC-7")
		equal(t, "the incident's text", got.Text, in.Text)
		notes, err2 := store.Notes(tx, "INC-7")
		equal(t, "notes", len(notes), 1)
		p, err3 := store.Person(tx, "U1")
		equal(t, "the person", p, person)
		h, err4 := store.House(tx)
		equal(t, "the fallback", h.Fallback, "C9FALL")
		plan, err5 := store.Plan(tx, lamp)
		equal(t, "the plan's version", plan.Version, 3)
		state, err6 := store.State(tx, lamp)
		equal(t, "the agent", state.Agent, "Lamp Desk")
		c, err7 := store.Channel(tx, "C1")
		equal(t, "private", c.Private, true)
		return errors.Join(err, err2, err3, err4, err5, err6, err7)
	})
	view(t, s, func(tx store.Tx) error {
		_, in := store.Incident(tx, "INC-8")
		_, plan := store.Plan(tx, "")
		_, state := store.State(tx, "nothing")
		_, person := store.Person(tx, "U404")
		_, doc := store.NewestDocument(tx, lamp)
		for what, err := range map[string]error{"incident": in, "plan": plan, "state": state, "person": person, "document": doc} {
			if !errors.Is(err, store.ErrNotFound) {
				t.Errorf("a missing %s: %v", what, err)
			}
		}
		return nil
	})
	sound(t, s)
}

func indexFollows(t *testing.T, s store.Store) {
	live := func() string {
		return read(t, s, func(tx store.Tx) (string, error) {
			ins, err := store.LiveIncidents(tx, lamp, 0)
			n, err2 := store.LiveCount(tx, lamp)
			equal(t, "the count", n, len(ins))
			return ids(ins), errors.Join(err, err2)
		})
	}
	in := incident(7, 1)
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in, incident(8, 1)}})
	equal(t, "two are open", live(), "INC-7 INC-8")
	in.Sev = 4
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	equal(t, "one is less severe", live(), "INC-8 INC-7")
	in.State = rollout.IncidentResolved
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	equal(t, "one is resolved", live(), "INC-8")
	in.State = rollout.IncidentOpen
	in.Plan = "other-plan"
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{in}})
	equal(t, "it is another plan's now", live(), "INC-8")
	sound(t, s)
}

func ids(ins []rollout.Incident) string {
	var out []string
	for _, in := range ins {
		out = append(out, in.ID)
	}
	return strings.Join(out, " ")
}

func incidentLists(t *testing.T, s store.Store) {
	var put []rollout.Record
	for n := range uint64(120) {
		in := incident(n+1, 1)
		in.State = rollout.IncidentClosed
		switch n + 1 {
		case 9, 99, 100:
			in.State = rollout.IncidentOpen
		case 50:
			in.State, in.Sev = rollout.IncidentAcked, 1
		}
		put = append(put, in)
	}
	other := incident(121, 1)
	other.Plan = lamp + "-two" // must not be taken for the lamp desk's
	apply(t, s, noon, rollout.Effects{Put: append(put, other)})
	view(t, s, func(tx store.Tx) error {
		live, err := store.LiveIncidents(tx, lamp, 0)
		equal(t, "live, worst first, then oldest", ids(live), "INC-50 INC-9 INC-99 INC-100")
		two, err2 := store.LiveIncidents(tx, lamp, 2)
		equal(t, "the first two", ids(two), "INC-50 INC-9")
		newest, err3 := store.Incidents(tx, lamp, 0, 3)
		equal(t, "the newest", ids(newest), "INC-120 INC-119 INC-118")
		before, err4 := store.Incidents(tx, lamp, 100, 2)
		equal(t, "before INC-100", ids(before), "INC-99 INC-98")
		all, err5 := store.Incidents(tx, lamp, 0, 0)
		equal(t, "all", len(all), 120)
		return errors.Join(err, err2, err3, err4, err5)
	})
}

func samePut(t *testing.T, s store.Store) {
	in := incident(7, 1, ops)
	e := rollout.Effects{Put: []rollout.Record{in}}
	apply(t, s, noon, e)
	apply(t, s, noon, e)
	rows := read(t, s, func(tx store.Tx) ([]store.Row, error) { return store.OutboxAfter(tx, 0, 0) })
	equal(t, "card rows", len(rows), 1)
}

func putTwice(t *testing.T, s store.Store) {
	first, second := incident(7, 1, ops), incident(7, 2, ops)
	apply(t, s, noon, rollout.Effects{
		Put: []rollout.Record{first, second},
		Log: []rollout.Entry{{Verb: "incident.open", Kind: "incident", Subject: "INC-7"}},
	})
	view(t, s, func(tx store.Tx) error {
		log, err := store.Audit(tx, 0, 0)
		if err != nil {
			return err
		}
		equal(t, "before", string(log[0].Before), "")
		var after rollout.Incident
		if err := json.Unmarshal(log[0].After, &after); err != nil {
			return err
		}
		equal(t, "after", after.Gen, 2)
		rows, err := store.OutboxAfter(tx, 0, 0)
		equal(t, "card rows", len(rows), 1)
		return err
	})
	sound(t, s)
}

// strange is a record of a kind that the store does not know.
type strange struct{}

func (strange) Kind() string    { return "strange" }
func (strange) Key() string     { return "1" }
func (strange) Index() []string { return nil }

func badEffects(t *testing.T, s store.Store) {
	ok := incident(7, 1, ops)
	for _, c := range []struct {
		name string
		e    rollout.Effects
	}{
		{"a kind nobody listed", rollout.Effects{Put: []rollout.Record{ok, strange{}}}},
		{"no record at all", rollout.Effects{Put: []rollout.Record{ok, nil}}},
		{"a record without a key", rollout.Effects{Put: []rollout.Record{ok, rollout.Incident{}}}},
		{"a notice of an unknown kind", rollout.Effects{Put: []rollout.Record{ok}, Notices: []rollout.Notice{{Kind: "shout", Subject: "INC-7"}}}},
		{"a notice about nothing", rollout.Effects{Put: []rollout.Record{ok}, Notices: []rollout.Notice{{Kind: rollout.NoticeTold}}}},
		{"a timer without a time", rollout.Effects{Put: []rollout.Record{ok}, Arm: []rollout.Timer{{Key: "a", Kind: rollout.TimerStep}}}},
		{"an entry without a verb", rollout.Effects{Put: []rollout.Record{ok}, Log: []rollout.Entry{{Subject: "INC-7"}}}},
	} {
		err := s.Update(context.Background(), func(tx store.Tx) error { return store.Apply(tx, maya, noon, c.e) })
		if err == nil || errors.Is(err, store.ErrUnknown) {
			t.Errorf("%s: %v", c.name, err)
		}
	}
	view(t, s, func(tx store.Tx) error {
		if _, err := store.Incident(tx, "INC-7"); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("the incident beside it was kept: %v", err)
		}
		if err := store.Apply(tx, maya, noon, rollout.Effects{Put: []rollout.Record{ok}}); !errors.Is(err, store.ErrReadOnly) {
			t.Errorf("Apply in a View: %v", err)
		}
		return nil
	})
	sound(t, s)
}

func documents(t *testing.T, s store.Store) {
	for v := 1; v <= 12; v++ {
		apply(t, s, noon, rollout.Effects{Put: []rollout.Record{
			rollout.Document{Schema: 1, Plan: lamp, Version: v, Bytes: []byte{byte(v), 0, 0xff, '\r', '\n'}},
		}})
	}
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{rollout.Document{Schema: 1, Plan: lamp + "-two", Version: 99}}})
	view(t, s, func(tx store.Tx) error {
		newest, err := store.NewestDocument(tx, lamp)
		equal(t, "the newest version", newest.Version, 12)
		first, err2 := store.Document(tx, lamp, 1)
		equal(t, "the first version's bytes", string(first.Bytes), "\x01\x00\xff\r\n")
		return errors.Join(err, err2)
	})
}

func planByHome(t *testing.T, s store.Store) {
	home := func(c rollout.ChannelID) rollout.PlanID {
		return read(t, s, func(tx store.Tx) (rollout.PlanID, error) {
			id, ok, err := store.PlanByHome(tx, c)
			if ok != (id != "") {
				t.Errorf("PlanByHome(%s) = %q, %v", c, id, ok)
			}
			return id, err
		})
	}
	state := rollout.State{Schema: 1, Plan: lamp, Home: "C1"}
	apply(t, s, noon, rollout.Effects{Put: []rollout.Record{state, rollout.State{Schema: 1, Plan: "b", Home: "C12"}}})
	equal(t, "C1", home("C1"), lamp)
	equal(t, "C12", home("C12"), "b")
	equal(t, "nowhere", home(""), "")
	state.Home = "C3"
	apply(t, s, noon.Add(time.Hour), rollout.Effects{Put: []rollout.Record{state}})
	equal(t, "C1 after the move", home("C1"), "")
	equal(t, "C3 after the move", home("C3"), lamp)
	view(t, s, func(tx store.Tx) error {
		states, err := store.States(tx, "b", 1)
		equal(t, "the plan after b", states[0].Plan, lamp)
		return err
	})
}
