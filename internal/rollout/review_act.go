package rollout

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
)

// ReviewDid is what became of an occurrence by somebody's hand.
type ReviewDid struct {
	Review     Review
	Occurrence ReviewOccurrence
	Changed    bool // false: it had been settled before, by Occurrence.By, or put off to the same day
	Next       Day  // when the one after falls due; zero: never
}

// Reviewed is what a person found.
type Reviewed struct {
	Outcome Outcome
	Link    string // to the evidence, http or https
	Text    string
}

// OpenReview finds the occurrence that an action is about, and refuses what
// cannot be acted on. period names one, as buttons do; "" is the open one, once
// it is due soon. had are the occurrences of the item that are stored already,
// of which at least the named and the newest must be among them. settled is the
// one that was settled already, to say so.
func (r Review) OpenReview(period string, had []ReviewOccurrence, now time.Time) (at ReviewStanding, settled *ReviewOccurrence, err error) {
	if o := storedOf(had, period); o != nil && o.Outcome != "" {
		return at, o, nil
	}
	at, ok := r.Standing(r.Today(now))
	if !ok {
		return at, nil, Problemf(Conflict, "`/rollout plan show 6` shows the plan's reviews.",
			"%s does not come round any more. Nothing was changed.", quoted(r.Item))
	}
	switch {
	case period == at.Open.Period, period == "" && at.State != ReviewScheduled:
		return at, nil, nil
	case period == "":
		last := ""
		if o := storedOf(had, r.Last); o != nil && o.Outcome != "" {
			last = fmt.Sprintf(" The last one, for %s, was %s.", PeriodWords(o.Period), o.Outcome)
		}
		return at, nil, Problemf(Conflict, fmt.Sprintf("To act on it early, name its period behind the item, `%s %s`, and the rest as you typed it.", r.Row, at.Open.Period),
			"%s is not due: the next one is due %s.%s Nothing was changed.", quoted(r.Item), at.Due.Words(), last)
	case at.Next.Period == period:
		return at, nil, Problemf(Conflict, fmt.Sprintf("Settle that of %s first.", PeriodWords(at.Open.Period)),
			"%s is still open for %s. Nothing was changed.", quoted(r.Item), PeriodWords(at.Open.Period))
	}
	return at, nil, Problemf(Conflict, fmt.Sprintf("`/rollout in %s review history %s` shows what became of each.", r.Plan, r.Row),
		"%s has no open review for %s: that for %s is the open one. What was missed stays missed. Nothing was changed.",
		quoted(r.Item), PeriodWords(period), PeriodWords(at.Open.Period))
}

// DoReview settles the open occurrence with an outcome. One that was settled
// before stays as it is, and is no error. shown are the digests that ask for it.
func DoReview(r Review, period string, v Reviewed, had []ReviewOccurrence, shown []Digest, by Actor, now time.Time) (ReviewDid, Effects, error) {
	if err := checkOutcome(v.Outcome); err != nil {
		return ReviewDid{}, Effects{}, err
	}
	if v.Text != "" {
		if err := checkText(v.Text, "Leave it out.", "nothing was changed"); err != nil {
			return ReviewDid{}, Effects{}, err
		}
	}
	if err := checkLink(v.Link); err != nil {
		return ReviewDid{}, Effects{}, err
	}
	return r.settle(VerbReviewDone, period, v, had, shown, by, now)
}

// SkipReview leaves the open occurrence out, for a reason.
func SkipReview(r Review, period, because string, had []ReviewOccurrence, shown []Digest, by Actor, now time.Time) (ReviewDid, Effects, error) {
	example := fmt.Sprintf("Say why, for example `/rollout review skip %s because nobody used the agent`.", r.Row)
	if err := checkText(because, example, "nothing was changed"); err != nil {
		return ReviewDid{}, Effects{}, err
	}
	return r.settle(VerbReviewSkip, period, Reviewed{Outcome: Skipped, Text: because}, had, shown, by, now)
}

func (r Review) settle(verb Verb, period string, v Reviewed, had []ReviewOccurrence, shown []Digest, by Actor, now time.Time) (ReviewDid, Effects, error) {
	now = wholeSecond(now)
	at, settled, err := r.OpenReview(period, had, now)
	if err != nil {
		return ReviewDid{}, Effects{}, err
	}
	if settled != nil {
		return ReviewDid{Review: r, Occurrence: *settled, Next: r.nextAfter(now)}, Effects{}, nil
	}
	o := at.occurrence(storedOf(had, at.Open.Period), v.Outcome)
	o.By, o.At, o.Link, o.Text = by.User, now, v.Link, v.Text
	r.Settled, r.Last, r.Moved, r.Carried = at.Open.At, at.Open.Period, nil, nil
	r = r.rest(now)
	e := Effects{
		Put: []Record{r, o},
		Log: []Entry{{Verb: verb, Plan: r.Plan, Kind: o.Kind(), Subject: o.Key(), Why: v.Text}},
	}
	e.Put = append(e.Put, settleItems(shown, o.Kind(), o.Key(), string(v.Outcome), by.User, now)...)
	return ReviewDid{Review: r, Occurrence: o, Changed: true, Next: r.nextAfter(now)}, e, nil
}

// SnoozeReview puts the open occurrence off by some days, to a working day. In
// time that moves the day it is due; one that is late already stays late, and
// its owner is left alone until then. One that is put off to that very day stays
// as it is, and is no error.
func SnoozeReview(r Review, period string, days int, because string, had []ReviewOccurrence, shown []Digest, by Actor, now time.Time) (ReviewDid, Effects, error) {
	now = wholeSecond(now)
	example := fmt.Sprintf("Say why, for example `/rollout review snooze %s 3d because the auditor is ill`.", r.Row)
	if err := checkText(because, example, "nothing was changed"); err != nil {
		return ReviewDid{}, Effects{}, err
	}
	const most = 90
	if days < 1 || days > most {
		return ReviewDid{}, Effects{}, Problemf(Invalid, fmt.Sprintf("Use 1 to %d days: `3d`.", most),
			"A review cannot be put off by %d days, so nothing was changed.", days)
	}
	at, settled, err := r.OpenReview(period, had, now)
	switch {
	case err != nil:
		return ReviewDid{}, Effects{}, err
	case settled != nil:
		return ReviewDid{Review: r, Occurrence: *settled, Next: r.nextAfter(now)}, Effects{}, nil
	}
	today := r.Today(now)
	to, _ := BusinessHours(r.Zone).NthWorkingDay(today.AddDays(days), 1)
	if o := storedOf(had, at.Open.Period); o != nil && r.Moved != nil && r.Moved.Period == o.Period && r.Moved.To == to {
		return ReviewDid{Review: r, Occurrence: *o, Next: to}, Effects{}, nil
	}
	switch {
	case at.Next.Period != "" && !to.Before(at.Next.Due):
		return ReviewDid{}, Effects{}, Problemf(Conflict, fmt.Sprintf("Name fewer days, or leave this one out: `/rollout review skip %s because …`.", r.Row),
			"%s cannot be put off to %s: the next one falls due %s. Nothing was changed.", quoted(r.Item), to.Words(), at.Next.Due.Words())
	case at.State != ReviewOverdue && to.Before(at.Due):
		return ReviewDid{}, Effects{}, Problemf(Conflict, "Nothing has to be done until then.",
			"%s is due %s, which is later than %s. Nothing was changed.", quoted(r.Item), at.Due.Words(), to.Words())
	}
	m := Move{Period: at.Open.Period, To: to, Because: because, By: by.User, At: now}
	if at.State == ReviewOverdue {
		m.Late, m.Due = true, at.Due
	}
	o := at.occurrence(storedOf(had, at.Open.Period), "")
	o.Moves = append(slices.Clone(o.Moves), m)
	r.Moved = &m // Wake stays: early is harmless, and the plan owner is asked when it is late
	e := Effects{
		Put: []Record{r, o},
		Log: []Entry{{Verb: VerbReviewSnooze, Plan: r.Plan, Kind: o.Kind(), Subject: o.Key(), Why: because}},
	}
	e.Put = append(e.Put, settleItems(shown, o.Kind(), o.Key(), "put off to "+to.Words(), by.User, now)...)
	return ReviewDid{Review: r, Occurrence: o, Changed: true, Next: to}, e, nil
}

// nextAfter is when the open occurrence falls due.
func (r Review) nextAfter(now time.Time) Day {
	at, _ := r.Standing(r.Today(now))
	return at.Due
}

func storedOf(had []ReviewOccurrence, period string) *ReviewOccurrence {
	if i := slices.IndexFunc(had, func(o ReviewOccurrence) bool { return o.Period == period }); i >= 0 {
		return &had[i]
	}
	return nil
}

// checkLink refuses what is no address of the web.
func checkLink(link string) error {
	if link == "" {
		return nil
	}
	const most = 2000
	u, err := url.Parse(link)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || len(link) > most || strings.ContainsAny(link, " <>|\n") {
		return &Problem{
			Kind: Invalid, Field: "link", Text: "The link to the evidence is no address, so nothing was changed.",
			Next: "Give one that begins with https://, or leave it out.",
		}
	}
	return nil
}

// ReviewersOf are the people who are asked for a review: whoever fills a role
// of its owner, else the plan owner. Channels are not asked: nobody in them is
// named.
func ReviewersOf(r Review, d Duty) []UserID {
	var all []UserID
	for _, role := range r.Owners {
		for _, p := range fills(d, role) {
			if u := p.User(); u != "" && !slices.Contains(all, u) {
				all = append(all, u)
			}
		}
	}
	if len(all) == 0 && d.PlanOwner != "" {
		all = append(all, d.PlanOwner)
	}
	return all
}
