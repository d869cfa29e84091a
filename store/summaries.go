package store

import (
	"errors"
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Summary is where a plan's next Monday summary begins, or ErrNotFound.
func Summary(tx Tx, plan rollout.PlanID) (rollout.Summary, error) {
	return get[rollout.Summary](tx, rollout.Summary{}.Kind(), string(plan))
}

// StartSummaries begins the summaries of a plan that runs; nothing when they
// have begun.
func StartSummaries(tx Tx, s rollout.State, now time.Time) (rollout.Effects, error) {
	_, err := Timer(tx, rollout.SummaryKey(s.Plan))
	if !errors.Is(err, ErrNotFound) {
		return rollout.Effects{}, err
	}
	books, err := Books(tx, s.Plan, rollout.SummaryDays(s, rollout.Summary{At: now}, now)...)
	if err != nil {
		return rollout.Effects{}, err
	}
	return rollout.StartSummaries(s, books, now), nil
}

// WeekFacts is what a plan's summary is made of. It costs what the plan has open
// and what happened lately, not its history.
func WeekFacts(tx Tx, p rollout.Plan, s rollout.State, last rollout.Summary, now time.Time) (f rollout.WeekFacts, err error) {
	const most = 1000 // late ones beyond are not counted
	if f.Live, err = LiveCount(tx, s.Plan); err != nil {
		return f, err
	}
	if f.Silent, err = LateCount(tx, s.Plan, now, most); err != nil {
		return f, err
	}
	for sev := rollout.Severity(1); sev <= 4; sev++ {
		prefix := fmt.Sprintf("opened/%s/%d/", s.Plan, sev)
		from := max(last.At.Add(-rollout.SummaryReach).Unix(), 0)
		opened, err := byIndex[rollout.Incident](tx, kindIncident, Range{Prefix: prefix, From: prefix + fmt.Sprintf("%012d", from)})
		if err != nil {
			return f, err
		}
		f.Recent = append(f.Recent, opened...)
	}
	if f.Books, err = Books(tx, s.Plan, rollout.SummaryDays(s, last, now)...); err != nil {
		return f, err
	}
	if f.Pause, err = LastPause(tx, s.Plan); err != nil && !errors.Is(err, ErrNotFound) {
		return f, err
	}
	if f.Gate.Runs, err = Waves(tx, s.Plan); err != nil {
		return f, err
	}
	if w, run, ok := p.CurrentWave(f.Gate.Runs); ok {
		if f.Gate, err = GateFacts(tx, p, s, w, run.Next(), now); err != nil {
			return f, err
		}
	}
	reviews, err := Reviews(tx, s.Plan)
	if err != nil {
		return f, err
	}
	f.Reviews, err = ReviewPasts(tx, reviews)
	return f, err
}
