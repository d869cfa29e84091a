package store

import (
	"fmt"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Kinds of the records of package rollout.
var (
	kindPlan     = rollout.Plan{}.Kind()
	kindState    = rollout.State{}.Kind()
	kindDocument = rollout.Document{}.Kind()
	kindIncident = rollout.Incident{}.Kind()
	kindNote     = rollout.Note{}.Kind()
	kindPerson   = rollout.Person{}.Kind()
	kindChannel  = rollout.Channel{}.Kind()
	kindRole     = rollout.Role{}.Kind()
	kindHouse    = rollout.House{}.Kind()

	kindSpend      = rollout.Spend{}.Kind()
	kindSpendTotal = rollout.SpendTotal{}.Kind()
)

// Plan returns the newest reading of a plan, or ErrNotFound.
func Plan(tx Tx, id rollout.PlanID) (rollout.Plan, error) {
	return get[rollout.Plan](tx, kindPlan, string(id))
}

// PlanByHome finds the plan whose home channel it is.
func PlanByHome(tx Tx, c rollout.ChannelID) (rollout.PlanID, bool, error) {
	if c == "" {
		return "", false, nil
	}
	items, err := found(tx, kindState, Range{Prefix: "home/" + string(c) + sep, Limit: 1})
	if err != nil || len(items) == 0 {
		return "", false, err
	}
	return rollout.PlanID(leadsTo(items[0].Key)), true, nil
}

// State returns what has become of a plan, or ErrNotFound.
func State(tx Tx, id rollout.PlanID) (rollout.State, error) {
	return get[rollout.State](tx, kindState, string(id))
}

// States lists states of plans with an id above after, by id; limit 0 means
// all.
func States(tx Tx, after rollout.PlanID, limit int) ([]rollout.State, error) {
	r := Range{Limit: limit}
	if after != "" {
		r.From = string(after) + "\x00"
	}
	return all[rollout.State](tx, kindState, r)
}

// Document returns one version of a plan's document, or ErrNotFound.
func Document(tx Tx, id rollout.PlanID, version int) (rollout.Document, error) {
	return get[rollout.Document](tx, kindDocument, rollout.Document{Plan: id, Version: version}.Key())
}

// NewestDocument returns the newest version of a plan's document, or
// ErrNotFound.
func NewestDocument(tx Tx, id rollout.PlanID) (rollout.Document, error) {
	docs, err := all[rollout.Document](tx, kindDocument, Range{Prefix: string(id) + "/", Limit: 1, Reverse: true})
	if err != nil {
		return rollout.Document{}, err
	}
	if len(docs) == 0 || strings.Contains(string(id), "/") {
		return rollout.Document{}, fmt.Errorf("%w: document of plan %q", ErrNotFound, id)
	}
	return docs[0], nil
}
