package commands

import (
	"errors"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// states are all plans' states, by agent's name.
func (c *Call) states() (out []rollout.State, err error) {
	err = c.View(func(tx store.Tx) error {
		out, err = store.States(tx, "", 0)
		return err
	})
	slices.SortFunc(out, func(a, b rollout.State) int {
		return strings.Compare(strings.ToLower(a.Agent), strings.ToLower(b.Agent))
	})
	return out, err
}

// matchPlan finds the plan whose name or id stands at the front of words, the
// longest first, and how many words it takes. 0 when none does.
func matchPlan(states []rollout.State, words []string) (best rollout.State, n int) {
	for _, s := range states {
		for _, name := range []string{s.Agent, string(s.Plan)} {
			parts := strings.Fields(strings.ToLower(name))
			if len(parts) > n && len(parts) <= len(words) && slices.Equal(parts, words[:len(parts)]) {
				best, n = s, len(parts)
			}
		}
	}
	return best, n
}

func noSuchPlan(text string, states []rollout.State) error {
	var names []string
	for _, s := range states {
		names = append(names, s.Agent)
	}
	word := strings.Join(strings.Fields(text)[:min(4, len(strings.Fields(text)))], " ")
	p := rollout.Problemf(rollout.Missing, "Type `/rollout status all` for the agents there are.",
		"No agent is called “%s”, so nothing was done.", word)
	if near := nearest(word, names); near != "" {
		p.Text += " Did you mean “" + near + "”?"
	}
	if len(names) == 0 {
		p.Next = "There is no plan yet. Import one with `/rollout plan import`."
	}
	return p
}

// pick is the answer when several plans could be meant: one button each,
// carrying the line that was typed.
type pick struct {
	states []rollout.State
	line   string
}

func (p *pick) Error() string { return "several agents could be meant" }

// maxButtonLine is how long a line a button can carry, in bytes.
const maxButtonLine = 2000

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
	return view.Pick("Which agent do you mean? Nothing was done yet.", choices)
}

var errNoPlan = rollout.Problemf(rollout.Missing, "Import one with `/rollout plan import`: paste its text after a line break, or post the file.",
	"There is no plan yet, so nothing was done.")

// plan is the plan a request is about: the one it names, else the thread's,
// the channel's, the only one; else the asker picks.
func (c *Call) plan(tx store.Tx) (rollout.Plan, rollout.State, error) {
	id, err := c.planID(tx)
	if err != nil {
		return rollout.Plan{}, rollout.State{}, err
	}
	p, err := store.Plan(tx, id)
	if err != nil {
		return rollout.Plan{}, rollout.State{}, err
	}
	s, err := store.State(tx, id)
	return p, s, err
}

func (c *Call) planID(tx store.Tx) (rollout.PlanID, error) {
	if c.named != "" {
		return c.named, nil
	}
	if in, err := c.incidentOfThread(tx); err == nil {
		return in.Plan, nil
	} else if !errors.Is(err, store.ErrNotFound) {
		return "", err
	}
	if c.Channel != "" {
		id, ok, err := store.PlanByHome(tx, c.Channel)
		if err != nil || ok {
			return id, err
		}
	}
	states, err := store.States(tx, "", 0)
	switch {
	case err != nil:
		return "", err
	case len(states) == 0:
		return "", errNoPlan
	case len(states) == 1:
		return states[0].Plan, nil
	}
	return "", &pick{states: states, line: c.Request.Line}
}

// duty resolves every role that a plan names, and the roles of extra.
func duty(tx store.Tx, p rollout.Plan, extra ...string) (rollout.Duty, error) {
	names := slices.Clone(extra)
	for _, r := range p.Roles() {
		names = append(names, r.Name)
	}
	return store.DutyOf(tx, p.ID, append(names, rollout.BuiltIn()...))
}

// dutyFor is duty for one incident: the roles of its own policy, which an edit
// of the plan may have dropped since, and which of its places are private.
func dutyFor(tx store.Tx, p rollout.Plan, in rollout.Incident) (rollout.Duty, error) {
	d, err := duty(tx, p, in.Policy.Roles()...)
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
