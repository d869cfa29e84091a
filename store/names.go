package store

import (
	"errors"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// PlanName is a plan and its agent's name, folded for ordering and matching and
// clipped where it is longer than anybody types.
type PlanName struct {
	Plan rollout.PlanID
	Name string
}

// PlanNames lists all plans by name. It reads the names alone: nothing of the
// plans is loaded.
func PlanNames(tx Tx) ([]PlanName, error) {
	called := rollout.CalledIndex("")
	items, err := tx.List(kindIndex, Range{Prefix: kindState + "/" + called, KeysOnly: true})
	if err != nil {
		return nil, err
	}
	out := make([]PlanName, len(items))
	for i, it := range items {
		key := it.Key[len(kindState)+1+len(called):]
		end := strings.LastIndex(key, sep)
		out[i] = PlanName{rollout.PlanID(key[end+1:]), key[:end]}
	}
	return out, nil
}

// PlanCalled finds the plan whose agent's name or whose id stands at the front of
// words, folded as rollout.NameWords folds, and how many of them it takes: the
// most. 0 when none does. Where one plan's name is another's id the id wins.
func PlanCalled(tx Tx, words []string) (best rollout.State, n int, err error) {
	if len(words) == 0 {
		return best, 0, nil
	}
	asked := ""
	for k := range words {
		index := rollout.CalledIndex(strings.Join(words[:k+1], " "))
		if index == asked { // the words go on behind what an index holds
			break
		}
		asked = index
		items, err := found(tx, kindState, Range{Prefix: index + sep})
		if err != nil {
			return best, 0, err
		}
		for _, it := range items {
			s, err := State(tx, rollout.PlanID(leadsTo(it.Key)))
			if err != nil {
				return best, 0, err
			}
			name := rollout.NameWords(s.Agent)
			if len(name) > n && len(name) <= len(words) && slices.Equal(name, words[:len(name)]) {
				best, n = s, len(name)
			}
		}
	}
	if n > 1 || len(words[0]) > MaxKey {
		return best, n, nil
	}
	s, err := State(tx, rollout.PlanID(words[0]))
	switch {
	case errors.Is(err, ErrNotFound):
		return best, n, nil
	case err != nil:
		return best, 0, err
	}
	return s, 1, nil
}

// PlansGoingBy lists the plans that go by a name: it is their agent's or their
// id, in any way of writing that rollout.RoleKey takes for the same.
func PlansGoingBy(tx Tx, name string) ([]rollout.State, error) {
	states, err := byIndex[rollout.State](tx, kindState, Range{Prefix: rollout.GoesByIndex(name) + sep})
	key := rollout.RoleKey(name)
	return slices.DeleteFunc(states, func(s rollout.State) bool {
		return rollout.RoleKey(s.Agent) != key && rollout.RoleKey(string(s.Plan)) != key
	}), err
}

// HomelessPlans lists plans without a home channel, by id; limit 0 means all.
func HomelessPlans(tx Tx, limit int) ([]rollout.PlanID, error) {
	return plansAt(tx, Range{Prefix: "homeless" + sep, Limit: limit})
}

// PausedPlans lists the plans that have a pause which is not over, by id: those
// that are being stopped or are, and apart those for which one is only asked.
func PausedPlans(tx Tx) (halted, asked []rollout.PlanID, err error) {
	if halted, err = plansAt(tx, Range{Prefix: "pause/halted" + sep}); err != nil {
		return nil, nil, err
	}
	asked, err = plansAt(tx, Range{Prefix: "pause/asked" + sep})
	return halted, asked, err
}

// HeldPlans lists the plans whose rollout is on hold, by id.
func HeldPlans(tx Tx) ([]rollout.PlanID, error) { return plansAt(tx, Range{Prefix: "hold" + sep}) }

// PlansOverBudget lists the plans that spent more in a period than their budget
// for it, by id.
func PlansOverBudget(tx Tx, p rollout.Period) ([]rollout.PlanID, error) {
	items, err := found(tx, kindSpendTotal, Range{Prefix: rollout.OverBudgetIndex(p) + sep})
	ids := make([]rollout.PlanID, len(items))
	for i, it := range items {
		ids[i] = planOfKey(leadsTo(it.Key))
	}
	return ids, err
}

// PlansBehind counts, for every plan that has any, the reviews that were due
// before a day and that nobody has settled, missed ones too.
func PlansBehind(tx Tx, today rollout.Day) (map[rollout.PlanID]int, error) {
	items, err := found(tx, kindReview, Range{Prefix: rollout.ReviewDueIndex, To: rollout.ReviewDueIndex + today.String()})
	behind := map[rollout.PlanID]int{}
	for _, it := range items {
		behind[planOfKey(leadsTo(it.Key))]++
	}
	return behind, err
}

// DraftsOf lists the drafts that are somebody's, by id.
func DraftsOf(tx Tx, u rollout.UserID) ([]rollout.PlanID, error) {
	return plansAt(tx, Range{Prefix: rollout.DraftsIndex(u) + sep})
}

// plansIn are the plans, by id, in whose name index entries go on behind a
// prefix. It loads nothing of them.
func plansIn(tx Tx, kind, prefix string) ([]rollout.PlanID, error) {
	items, err := found(tx, kind, Range{Prefix: prefix})
	ids := make([]rollout.PlanID, len(items))
	for i, it := range items {
		ids[i] = planOfKey(it.Key[len(kind)+1+len(prefix):])
	}
	slices.Sort(ids)
	return slices.Compact(ids), err
}

// plansAt are the plans that a range of their states' index entries leads to.
func plansAt(tx Tx, r Range) ([]rollout.PlanID, error) {
	items, err := found(tx, kindState, r)
	ids := make([]rollout.PlanID, len(items))
	for i, it := range items {
		ids[i] = rollout.PlanID(leadsTo(it.Key))
	}
	return ids, err
}
