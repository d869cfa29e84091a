package store

import (
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

var (
	kindReview     = rollout.Review{}.Kind()
	kindOccurrence = rollout.ReviewOccurrence{}.Kind()
)

// Review returns one item of a plan that comes round, or ErrNotFound.
func Review(tx Tx, plan rollout.PlanID, row rollout.RowID) (rollout.Review, error) {
	return get[rollout.Review](tx, kindReview, rollout.ReviewKey(plan, row))
}

// Reviews lists a plan's items, also those that do not come round any more.
func Reviews(tx Tx, plan rollout.PlanID) ([]rollout.Review, error) {
	return all[rollout.Review](tx, kindReview, Range{Prefix: string(plan) + "/"})
}

// AwakeReviews lists a plan's items of which something may be said by a day, the
// longest awake first; limit 0 means all. What rests costs nothing.
func AwakeReviews(tx Tx, plan rollout.PlanID, by rollout.Day, limit int) ([]rollout.Review, error) {
	prefix := "wake/" + string(plan) + "/"
	return byIndex[rollout.Review](tx, kindReview, Range{Prefix: prefix, To: prefix + by.String() + sep + "\xff", Limit: limit})
}

// AwakeReviewsOf lists those of AwakeReviews that somebody may be asked for: they
// fill a role of its owner, or the plan is theirs, and then they are asked where
// nobody else is.
func AwakeReviewsOf(tx Tx, s rollout.State, u rollout.UserID, by rollout.Day) ([]rollout.Review, error) {
	awake, err := AwakeReviews(tx, s.Plan, by, 0)
	if err != nil || u == s.PlanOwner {
		return awake, err
	}
	mine := awake[:0]
	for _, r := range awake {
		for _, role := range r.Owners {
			fills, err := fillsOf(tx, s, role)
			if err != nil {
				return nil, err
			}
			if slices.Contains(fills, rollout.DM(u)) {
				mine = append(mine, r)
				break
			}
		}
	}
	return mine, nil
}

// ReviewOccurrences lists what was done about an item, the newest period first;
// limit 0 means all.
func ReviewOccurrences(tx Tx, plan rollout.PlanID, row rollout.RowID, limit int) ([]rollout.ReviewOccurrence, error) {
	return all[rollout.ReviewOccurrence](tx, kindOccurrence, Range{
		Prefix: rollout.ReviewKey(plan, row) + "/", Limit: limit, Reverse: true,
	})
}

// ReviewPasts are reviews with what was done about each lately.
func ReviewPasts(tx Tx, reviews []rollout.Review) ([]rollout.ReviewPast, error) {
	var all []rollout.ReviewPast
	for _, r := range reviews {
		stored, err := ReviewOccurrences(tx, r.Plan, r.Row, rollout.NearPast)
		if err != nil {
			return nil, err
		}
		all = append(all, rollout.ReviewPast{Review: r, Stored: stored})
	}
	return all, nil
}

// ReviewOccurrence returns what was done about one period; false while nobody
// did anything.
func ReviewOccurrence(tx Tx, plan rollout.PlanID, row rollout.RowID, period string) (rollout.ReviewOccurrence, bool, error) {
	return maybe[rollout.ReviewOccurrence](tx, kindOccurrence, rollout.OccurrenceKey(rollout.ReviewKey(plan, row), period))
}

// OwedReviews lists a plan's reviews that are due soon, due or late on a day,
// worst first, each with the people who are asked for it.
func OwedReviews(tx Tx, s rollout.State, today rollout.Day) ([]rollout.OwedReview, error) {
	awake, err := AwakeReviews(tx, s.Plan, today, 0)
	if err != nil {
		return nil, err
	}
	return owed(tx, s, awake, today)
}

// OwedReviewsOf lists those of OwedReviews that wait on somebody.
func OwedReviewsOf(tx Tx, s rollout.State, u rollout.UserID, today rollout.Day) ([]rollout.OwedReview, error) {
	awake, err := AwakeReviewsOf(tx, s, u, today)
	if err != nil {
		return nil, err
	}
	all, err := owed(tx, s, awake, today)
	return slices.DeleteFunc(all, func(o rollout.OwedReview) bool { return !o.Of(u, s, today) }), err
}

func owed(tx Tx, s rollout.State, awake []rollout.Review, today rollout.Day) ([]rollout.OwedReview, error) {
	if len(awake) == 0 {
		return nil, nil
	}
	duty, err := ReviewDuty(tx, s.Plan, awake)
	if err != nil {
		return nil, err
	}
	return rollout.OwedReviews(awake, s, duty, today), nil
}

// ReviewDuty is who would be asked for reviews of one plan now.
func ReviewDuty(tx Tx, plan rollout.PlanID, reviews []rollout.Review) (rollout.Duty, error) {
	var roles []string
	for _, r := range reviews {
		roles = append(roles, r.Owners...)
	}
	return DutyOf(tx, plan, roles)
}

// DigestsAsking lists the digests that still ask for a thing.
func DigestsAsking(tx Tx, of, subject string) ([]rollout.Digest, error) {
	return byIndex[rollout.Digest](tx, rollout.Digest{}.Kind(), Range{Prefix: rollout.DigestIndex(of, subject) + sep})
}

// PlansOf lists the plans in which somebody fills a role or that are theirs, by
// id, drafts and retired ones left out. It costs what they hold, however many
// plans there are.
func PlansOf(tx Tx, u rollout.UserID) ([]rollout.PlanID, error) {
	var ids []rollout.PlanID
	for _, look := range []struct{ kind, index string }{
		{kindRole, rollout.FillsIndex(rollout.DM(u))},
		{kindState, rollout.KeepsIndex(u)},
	} {
		items, err := found(tx, look.kind, Range{Prefix: look.index + sep})
		if err != nil {
			return nil, err
		}
		for _, it := range items {
			if id := planOfKey(leadsTo(it.Key)); id != rollout.AllPlans {
				ids = append(ids, id)
			}
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids), nil
}

// Mornings are the digest timers of those of people who have none yet. Whoever
// comes to hold something in a plan is passed here in the same transaction.
func Mornings(tx Tx, people []rollout.UserID, now time.Time) ([]rollout.Timer, error) {
	var arm []rollout.Timer
	for _, u := range slices.Compact(slices.Sorted(slices.Values(people))) {
		_, err := Timer(tx, rollout.DigestKey(u))
		if err == nil || u == "" {
			continue
		}
		if !errors.Is(err, ErrNotFound) {
			return nil, err
		}
		zone, err := ZoneOf(tx, u)
		if err != nil {
			return nil, err
		}
		arm = append(arm, rollout.Morning(u, zone, rollout.Day{}, now))
	}
	return arm, nil
}

// ZoneOf is the zone of a person's wall, as far as it is known; else the
// house's.
func ZoneOf(tx Tx, u rollout.UserID) (string, error) {
	p, _, err := maybe[rollout.Person](tx, kindPerson, string(u))
	if err != nil || p.Zone != "" {
		return p.Zone, err
	}
	h, err := House(tx)
	return h.Zone, err
}

// planOfKey is the plan in the key of a record that begins with it.
func planOfKey(key string) rollout.PlanID {
	id, _, _ := strings.Cut(key, "/")
	return rollout.PlanID(id)
}
