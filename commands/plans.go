package commands

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// called is the plan whose name or id stands at the front of words, and how many
// words it takes; 0 when none does.
func (c *Call) called(words []string) (s rollout.State, n int, err error) {
	err = c.View(func(tx store.Tx) error {
		s, n, err = store.PlanCalled(tx, words)
		return err
	})
	return s, n, err
}

// takePartOfName takes the beginning of an agent's name or id, or a word of its
// name, from what stands behind "in", the most words first; the rest is the command.
// What could be several agents is asked.
func (c *Call) takePartOfName(tx store.Tx, rest Line) error {
	all, err := store.PlanNames(tx)
	if err != nil {
		return err
	}
	words := rest.Words()
	for k := min(len(words), 12); k > 0; k-- {
		var found []rollout.PlanID
		for _, p := range all {
			if partOfName(p, words[:k]) {
				found = append(found, p.Plan)
			}
		}
		if len(found) == 0 {
			continue
		}
		rest.Drop(k)
		if len(found) == 1 {
			*c.Line, c.named = rest, found[0]
			return nil
		}
		p := &pick{total: len(found), line: rest.Left()}
		for _, id := range found[:min(view.MostPicked, len(found))] {
			s, err := store.State(tx, id)
			if err != nil {
				return err
			}
			p.states = append(p.states, s)
		}
		return p
	}
	return c.noAgentCalled(tx, rest, all)
}

// partOfName reports whether words begin a plan's name, whole words and then one
// that may go on, or are one word of it or the beginning of its id. Two letters are
// the fewest that mean anything.
func partOfName(p store.PlanName, words []string) bool {
	name, last := strings.Fields(p.Name), words[len(words)-1]
	if utf8.RuneCountInString(words[0]) < 2 {
		return false
	}
	if len(words) == 1 && (slices.Contains(name, last) || strings.HasPrefix(string(p.Plan), last)) {
		return true
	}
	n := len(words) - 1
	return n < len(name) && slices.Equal(name[:n], words[:n]) && strings.HasPrefix(name[n], last)
}

// noAgentCalled refuses what names no agent behind "in", and says which there are
// as "in" takes them. What follows it as a command is no part of the name.
func (c *Call) noAgentCalled(tx store.Tx, rest Line, all []store.PlanName) error {
	words := strings.Fields(plainText(rest.Left()))
	if n := slices.IndexFunc(words, func(w string) bool { return slices.Contains(c.firstWords(), strings.ToLower(w)) }); n > 0 {
		words = words[:n]
	}
	err := noSuchPlan(tx, strings.Join(words, " "))
	var p *rollout.Problem
	if !errors.As(err, &p) || len(words) == 0 || len(all) == 0 || rollout.May(rollout.RightStatus, rollout.Standing{Account: c.Person.Account}) != nil {
		return err
	}
	const most = 8
	var ids []string
	for _, known := range all[:min(most, len(all))] {
		ids = append(ids, "`/rollout in "+string(known.Plan)+" …`")
	}
	next := "There is " + strings.Join(ids, ", ")
	if len(all) > most {
		next += "; `/rollout status all` shows all " + strconv.Itoa(len(all))
	}
	q := *p
	q.Next = next + "."
	return &q
}

// noSuchPlan refuses a name that no plan has, with the one that was probably
// meant.
func noSuchPlan(tx store.Tx, text string) error {
	words := strings.Fields(text)
	word := strings.Join(words[:min(4, len(words))], " ")
	if word == "" {
		return rollout.Problemf(rollout.Invalid, "Type its name and what you want: `/rollout in NAME status`.",
			"“in” names an agent and none stands behind it, so nothing was done.")
	}
	near, some, err := nearestPlan(tx, word)
	if err != nil {
		return err
	}
	if !some {
		return errNoPlan
	}
	return withNear(rollout.Problemf(rollout.Missing, "Type `/rollout status all` for the agents there are.",
		"No agent is called “%s”, so nothing was done.", clip(word, 60)), word, near)
}

// nearestPlan is the name of the agent that somebody probably meant, if any; some
// says that there is a plan at all.
func nearestPlan(tx store.Tx, word string) (near []string, some bool, err error) {
	all, err := store.PlanNames(tx)
	if err != nil {
		return nil, false, err
	}
	names := make([]string, len(all))
	for i, p := range all {
		names[i] = p.Name
	}
	i := slices.Index(names, nearest(word, names))
	if i < 0 {
		return nil, len(all) > 0, nil
	}
	s, err := store.State(tx, all[i].Plan)
	return []string{s.Agent}, true, err
}

// pick is the answer when several plans could be meant: one button each,
// carrying the line that was typed.
type pick struct {
	states []rollout.State // the first of them, by name
	total  int
	line   string
}

func (p *pick) Error() string { return "several agents could be meant" }

func (p *pick) card() view.Card {
	var choices []view.Choice
	for _, s := range p.states {
		line := "in " + string(s.Plan) + " " + p.line
		if len(line) > maxButtonLine {
			return view.Problem(rollout.Problemf(rollout.Invalid, "Name the agent first: `/rollout in "+p.states[0].Agent+" …`.",
				"Several agents could be meant, so nothing was done."))
		}
		choices = append(choices, view.Choice{Text: s.Agent, Line: line})
	}
	return view.PickOf("Which agent do you mean? Nothing was done yet.", choices, p.total)
}

var errNoPlan = rollout.Problemf(rollout.Missing, "Import one with `/rollout plan import`: paste its text after a line break, or post the file.",
	"There is no plan yet, so nothing was done.")

// desk is one plan as a command finds it in a transaction: what its document
// says, what has become of it, and who is on duty.
type desk struct {
	plan  rollout.Plan
	state rollout.State
	duty  rollout.Duty
}

func deskOf(tx store.Tx, id rollout.PlanID) (k desk, err error) {
	if k.plan, err = store.Plan(tx, id); err != nil {
		return k, err
	}
	if k.state, err = store.State(tx, id); err != nil {
		return k, err
	}
	k.duty, err = dutyOf(tx, k.plan)
	return k, err
}

// by is the desk as a rule takes it, for who acts and when.
func (k desk) by(actor rollout.Actor, now time.Time) rollout.Desk {
	return rollout.Desk{Plan: k.plan, State: k.state, Duty: k.duty, By: actor, Now: now}
}

// on is a desk as a rule takes it, for the asker.
func (c *Call) on(k desk) rollout.Desk { return k.by(c.Actor(), c.Now) }

// desk loads a plan for somebody who may do with it what the command does.
func (c *Call) desk(tx store.Tx, id rollout.PlanID) (desk, error) {
	k, err := deskOf(tx, id)
	if err != nil {
		return k, err
	}
	return k, c.may(c.Cmd.Needs, k.state, k.duty)
}

// here is the desk of the plan that the request is about.
func (c *Call) here() (k desk, err error) {
	err = c.View(func(tx store.Tx) error {
		k, err = c.hereIn(tx)
		return err
	})
	return k, err
}

// hereIn is here for a command that reads on in the same transaction.
func (c *Call) hereIn(tx store.Tx) (desk, error) {
	id, err := c.planID(tx)
	if err != nil {
		return desk{}, err
	}
	return c.desk(tx, id)
}

// changePlan is Change for one plan, as it is in the transaction.
func (c *Call) changePlan(id rollout.PlanID, fn func(store.Tx, desk) (rollout.Receipt, rollout.Effects, error)) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		k, err := c.desk(tx, id)
		if err != nil {
			return rollout.Receipt{}, rollout.Effects{}, err
		}
		return fn(tx, k)
	})
}

// planID is the plan a request is about: the one it names, else the thread's,
// the channel's, the only one; else the asker picks.
func (c *Call) planID(tx store.Tx) (rollout.PlanID, error) {
	if c.named != "" {
		return c.named, nil
	}
	if in, err := c.incidentOfThread(tx); err == nil {
		return in.Plan, nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if c.Thread != "" && c.Conversation != "" {
		card, err := store.CardByTS(tx, c.Conversation, c.Thread)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return "", err
		}
		if card.Plan != "" {
			return card.Plan, nil
		}
	}
	if c.Channel != "" {
		id, ok, err := store.PlanByHome(tx, c.Channel)
		if err != nil || ok {
			return id, err
		}
	}
	names, err := store.PlanNames(tx)
	switch {
	case err != nil:
		return "", err
	case len(names) == 0:
		return "", errNoPlan
	case len(names) == 1:
		return names[0].Plan, nil
	}
	p := &pick{total: len(names), line: c.Request.Line}
	for _, name := range names[:min(view.MostPicked, len(names))] {
		s, err := store.State(tx, name.Plan)
		if err != nil {
			return "", err
		}
		p.states = append(p.states, s)
	}
	return "", p
}

// dutyOf resolves every role that a plan names, and the roles of extra.
func dutyOf(tx store.Tx, p rollout.Plan, extra ...string) (rollout.Duty, error) {
	return store.DutyOf(tx, p.ID, slices.Concat(extra, p.RoleNames(), rollout.BuiltIn()))
}

// dutyFor is dutyOf for one incident: the roles of its own policy, which an edit
// of the plan may have dropped since, and which of its places are private.
func dutyFor(tx store.Tx, p rollout.Plan, in rollout.Incident) (rollout.Duty, error) {
	d, err := dutyOf(tx, p, in.Policy.Roles()...)
	if err != nil {
		return d, err
	}
	for _, place := range in.Places {
		ch, err := store.Channel(tx, place.Channel())
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return d, err
		}
		if ch.Private {
			d.Private[ch.ID] = true
		}
	}
	return d, nil
}

// listed is an incident as somebody may see it in a list. What they may not
// see is not handed on.
func listed(tx store.Tx, p rollout.Plan, in rollout.Incident, who rollout.Viewer) (view.Listed, error) {
	if !in.Policy.Private {
		return view.Listed{Incident: in}, nil
	}
	d, err := dutyFor(tx, p, in)
	if err != nil || rollout.MaySee(in, who, d) {
		return view.Listed{Incident: in}, err
	}
	return view.Listed{Incident: rollout.Masked(in), Masked: true}, nil
}
