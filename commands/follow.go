package commands

import (
	"errors"
	"slices"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/store"
)

// follow adds to an action what follows from it whoever did it: the reviews of
// a plan that has changed come round as it says now, one that runs has a summary
// on Mondays, and whoever holds something in it a morning on which they are asked. e is not applied yet,
// so what it puts stands before what is stored.
func follow(tx store.Tx, e rollout.Effects, now time.Time) (rollout.Effects, error) {
	var plans []rollout.PlanID
	var people []rollout.UserID
	for _, rec := range e.Put {
		switch rec := rec.(type) {
		case rollout.Plan:
			plans = append(plans, rec.ID)
		case rollout.State:
			plans = append(plans, rec.Plan)
		case rollout.WaveRun:
			plans = append(plans, rec.Plan)
		case rollout.Role:
			s, err := store.State(tx, rec.Plan)
			if errors.Is(err, store.ErrNotFound) || err == nil && s.Stage == rollout.Draft {
				continue
			}
			if err != nil {
				return e, err
			}
			people = append(people, usersOf(rec.Fills)...)
		}
	}
	slices.Sort(plans)
	for _, id := range slices.Compact(plans) {
		more, holders, err := followPlan(tx, id, e, now)
		if err != nil {
			return e, err
		}
		e.Join(more)
		people = append(people, holders...)
	}
	e, err := followApprovals(tx, e, now)
	if err != nil {
		return e, err
	}
	arm, err := store.Mornings(tx, people, now)
	e.Arm = append(e.Arm, arm...)
	return e, err
}

// followPlan is follow for one plan that runs.
func followPlan(tx store.Tx, id rollout.PlanID, e rollout.Effects, now time.Time) (more rollout.Effects, holders []rollout.UserID, err error) {
	p, s, err := planAfter(tx, id, e)
	if errors.Is(err, store.ErrNotFound) || err == nil && s.Stage == rollout.Draft {
		return more, nil, nil
	}
	if err != nil {
		return more, nil, err
	}
	runs, err := store.Waves(tx, id)
	if err != nil {
		return more, nil, err
	}
	for _, rec := range e.Put {
		if run, ok := rec.(rollout.WaveRun); ok && run.Plan == id {
			runs[run.Wave] = run
		}
	}
	wave := ""
	if w, run, ok := p.CurrentWave(runs); ok && run.State == rollout.WaveRunning {
		wave = w.Name.Text
	}
	have, err := store.Reviews(tx, id)
	if err != nil {
		return more, nil, err
	}
	holders = []rollout.UserID{s.PlanOwner, s.RolloutLead()}
	was, err := store.State(tx, id)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return more, nil, err
	}
	if was.Stage == rollout.Draft { // it runs from now on
		roles, err := store.Roles(tx, id)
		if err != nil {
			return more, nil, err
		}
		for _, r := range roles {
			holders = append(holders, usersOf(r.Fills)...)
		}
	}
	more, err = followWaves(tx, p, s, e, now)
	if err != nil {
		return more, nil, err
	}
	judged, err := followBudget(tx, p, s, e, now)
	if err != nil {
		return more, nil, err
	}
	more.Join(judged)
	settled, err := followPauses(tx, p, s, e, now)
	if err != nil {
		return more, nil, err
	}
	more.Join(settled)
	more.Join(rollout.ScheduleReviews(p, s, wave, have, now))
	if was.Halted() && !s.Halted() {
		past, err := store.ReviewPasts(tx, have)
		if err != nil {
			return more, nil, err
		}
		more.Join(rollout.ThawReviews(was, s, past, now))
	}
	summaries, err := store.StartSummaries(tx, s, now)
	if err != nil {
		return more, nil, err
	}
	more.Join(summaries)
	return more, holders, nil
}

// planAfter is a plan as it is once e is applied.
func planAfter(tx store.Tx, id rollout.PlanID, e rollout.Effects) (p rollout.Plan, s rollout.State, err error) {
	if p, err = store.Plan(tx, id); err != nil && !errors.Is(err, store.ErrNotFound) {
		return p, s, err
	}
	if s, err = store.State(tx, id); err != nil && !errors.Is(err, store.ErrNotFound) {
		return p, s, err
	}
	for _, rec := range e.Put {
		switch rec := rec.(type) {
		case rollout.Plan:
			if rec.ID == id {
				p = rec
			}
		case rollout.State:
			if rec.Plan == id {
				s = rec
			}
		}
	}
	if p.ID == "" || s.Plan == "" {
		return p, s, store.ErrNotFound
	}
	return p, s, nil
}

func usersOf(places []rollout.Place) []rollout.UserID {
	var out []rollout.UserID
	for _, p := range places {
		if u := p.User(); u != "" {
			out = append(out, u)
		}
	}
	return out
}
