package store

import (
	"cmp"
	"slices"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Stale lists the people and channels whose facts were had before a time, the
// oldest facts first, as the places that they are.
func Stale(tx Tx, before time.Time) ([]rollout.Place, error) {
	type fact struct {
		place rollout.Place
		seen  time.Time
	}
	var old []fact
	people, err := all[rollout.Person](tx, kindPerson, Range{})
	if err != nil {
		return nil, err
	}
	for _, p := range people {
		old = append(old, fact{rollout.DM(p.ID), p.Seen})
	}
	channels, err := all[rollout.Channel](tx, kindChannel, Range{})
	if err != nil {
		return nil, err
	}
	for _, c := range channels {
		old = append(old, fact{rollout.In(c.ID), c.Seen})
	}
	old = slices.DeleteFunc(old, func(f fact) bool { return !f.seen.Before(before) })
	slices.SortFunc(old, func(a, b fact) int {
		return cmp.Or(a.seen.Compare(b.seen), cmp.Compare(a.place, b.place))
	})
	places := make([]rollout.Place, len(old))
	for i, f := range old {
		places[i] = f.place
	}
	return places, nil
}
