package store

import (
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Unfilled counts, for every plan that names roles which nobody fills, how many
// these are. It is rollout.Plan.Unfilled for all plans at once: it reads names
// and holders alone, and loads no plan.
func Unfilled(tx Tx) (map[rollout.PlanID]int, error) {
	gone, err := ClosedAccounts(tx)
	if err != nil {
		return nil, err
	}
	left := make(map[rollout.Place]bool, len(gone))
	for _, u := range gone {
		left[rollout.DM(u)] = true
	}
	fills, names := rollout.FillsIndex(""), rollout.NamesIndex("")
	holders, err := found(tx, kindRole, Range{Prefix: fills, KeysOnly: true})
	if err != nil {
		return nil, err
	}
	type use struct{ plan, role string } // as an index has it
	// false where all who fill it have left, and then nobody stands in for them.
	filled := make(map[use]bool, len(holders))
	for _, it := range holders {
		place, record, _ := strings.Cut(it.Key[len(kindRole)+1+len(fills):], sep)
		plan, role, _ := strings.Cut(record, "/")
		if len(role) >= rollout.IndexedWord {
			role = strings.TrimPrefix(rollout.NamesIndex(role), names)
		}
		u, p := use{plan, role}, rollout.Place(place)
		filled[u] = filled[u] || p.ID() != "" && !left[p]
	}
	named, err := found(tx, kindPlan, Range{Prefix: names, KeysOnly: true})
	if err != nil {
		return nil, err
	}
	out := map[rollout.PlanID]int{}
	for _, it := range named {
		role, plan, _ := strings.Cut(it.Key[len(kindPlan)+1+len(names):], sep)
		own, has := filled[use{plan, role}]
		if own || !has && filled[use{string(rollout.AllPlans), role}] {
			continue
		}
		ofState, err := keptBySomebody(tx, rollout.PlanID(plan), role, left)
		if err != nil {
			return nil, err
		}
		if !ofState {
			out[rollout.PlanID(plan)]++
		}
	}
	return out, nil
}

// keptBySomebody reports whether a role is one of the two that a plan's state
// keeps, and its holder is there.
func keptBySomebody(tx Tx, plan rollout.PlanID, role string, left map[rollout.Place]bool) (bool, error) {
	if role != planOwnerKey && role != rolloutLeadKey {
		return false, nil
	}
	s, err := State(tx, plan)
	if err != nil {
		return false, ignoreMissing(err)
	}
	who := s.PlanOwner
	if role == rolloutLeadKey {
		who = s.RolloutLead()
	}
	return who != "" && !left[rollout.DM(who)], nil
}

// ShutChannels lists the channels in which the bot cannot post, as far as it is
// known, by id.
func ShutChannels(tx Tx) ([]rollout.ChannelID, error) {
	items, err := found(tx, kindChannel, Range{Prefix: rollout.ShutIndex + sep})
	ids := make([]rollout.ChannelID, len(items))
	for i, it := range items {
		ids[i] = rollout.ChannelID(leadsTo(it.Key))
	}
	return ids, err
}
