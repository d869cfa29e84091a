package view_test

import (
	"strings"
	"testing"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// activated is when the reviews of these stories begin to count; August is the
// first full month, due on Monday 7 September.
var activated = time.Date(2026, 7, 14, 8, 0, 0, 0, time.UTC)

// reviews schedules monthly reviews of lee's, by the rules.
func reviews(items ...string) ([]rollout.Review, rollout.State) {
	p, s := policyAssistant()
	p.Reviews = nil
	for i, name := range items {
		p.Reviews = append(p.Reviews, rollout.ReviewItem{
			ID: rollout.RowID("R" + string(rune('1'+i))), Item: cell(name, name), Evidence: cell("Signed checklist", "Signed checklist"),
			Cadence: cell("Monthly", []rollout.Cadence{{Every: 1, Unit: rollout.EveryMonth}}), Owner: cell("Data Lead", []string{"Data Lead"}),
		})
	}
	var all []rollout.Review
	for _, rec := range rollout.ScheduleReviews(p, s, "", nil, activated).Put {
		all = append(all, rec.(rollout.Review))
	}
	return all, s
}

func dayAt(s string) (rollout.Day, time.Time) {
	d, err := rollout.ParseDay(s)
	if err != nil {
		panic(err)
	}
	return d, d.At(9*60, time.UTC)
}

// digestOf is what the digest of a morning makes of reviews.
func digestOf(t *testing.T, all []rollout.Review, s rollout.State, d rollout.Duty, u rollout.UserID, day string, late time.Duration) rollout.Digest {
	t.Helper()
	on, at := dayAt(day)
	a := rollout.Asked{User: u, From: on, To: on}
	e := rollout.MakeDigest(rollout.Timer{Subject: string(u), Due: at}, a, "UTC", rollout.ReviewDigest(all, s, d, a), true, at.Add(late))
	if len(e.Put) != 1 {
		t.Fatalf("%s has no digest on %s: %+v", u, day, e)
	}
	return e.Put[0].(rollout.Digest)
}

func TestDigestOfReviews(t *testing.T) {
	all, s := reviews("Access review", "Risk review")
	settled := digestOf(t, all, s, duty(), "lee", "2026-09-08", 0)
	_, now := dayAt("2026-09-08")
	did, e, err := rollout.DoReview(all[0], "", rollout.Reviewed{Outcome: rollout.Accepted}, nil, []rollout.Digest{settled}, by("lee"), now.Add(time.Hour))
	if err != nil || !did.Changed {
		t.Fatal(err)
	}
	half := e.Put[2].(rollout.Digest)
	empty := duty()
	delete(empty.Roles, "data lead")
	down := digestOf(t, all[:1], s, duty(), "lee", "2026-09-08", 3*time.Hour)
	down.From, _ = dayAt("2026-09-05")
	rested := down
	rested.Late = 0
	many := settled
	many.Beyond = 12
	golden(
		t, "digest",
		shown{title: "a week before", card: view.DigestCard(digestOf(t, all, s, duty(), "lee", "2026-08-31", 0))},
		shown{title: "the day", card: view.DigestCard(digestOf(t, all[:1], s, duty(), "lee", "2026-09-07", 0))},
		shown{title: "late", card: view.DigestCard(settled)},
		shown{title: "one of them is done", card: view.DigestCard(half)},
		shown{title: "the plan owner, three working days late", card: view.DigestCard(digestOf(t, all[:1], s, duty(), "maya", "2026-09-10", 0))},
		shown{title: "nobody fills the role", card: view.DigestCard(digestOf(t, all[:1], s, empty, "maya", "2026-09-07", 0))},
		shown{title: "the bot was down", card: view.DigestCard(down)},
		shown{title: "the bot was down, and the weekend between", card: view.DigestCard(rested)},
		shown{title: "more than a message holds", card: view.DigestCard(many)},
	)
}

func TestReviewAnswers(t *testing.T) {
	all, s := reviews("Access review", "Risk review")
	today, now := dayAt("2026-09-10")
	r := all[0]
	must := func(d rollout.ReviewDid, _ rollout.Effects, err error) rollout.ReviewDid {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	done := must(rollout.DoReview(r, "", rollout.Reviewed{Outcome: rollout.AcceptedActions, Link: "https://example.com/8", Text: "two accounts closed"}, nil, nil, by("lee"), now))
	again := must(rollout.DoReview(done.Review, "2026-08", rollout.Reviewed{Outcome: rollout.Rejected}, []rollout.ReviewOccurrence{done.Occurrence}, nil, by("maya"), now))
	skipped := must(rollout.SkipReview(r, "", "nobody used it", nil, nil, by("lee"), now))
	late := must(rollout.SnoozeReview(r, "", 6, "the auditor is ill", nil, nil, by("lee"), now))
	_, early := dayAt("2026-09-04")
	intime := must(rollout.SnoozeReview(r, "", 6, "the auditor is ill", nil, nil, by("lee"), early))
	owed := rollout.OwedReviews(all, s, duty(), today)
	at, _ := r.Standing(today)
	winter, december := dayAt("2026-12-07")
	later, _ := done.Review.Standing(today)
	then, _ := done.Review.Standing(winter)
	past := done.Review.History([]rollout.ReviewOccurrence{done.Occurrence}, december, 12)
	one := view.ReviewForm(owed[:1], 0)
	other := owed[1]
	other.Review.Plan, other.Review.Agent = "desk", "Desk Agent"
	both := view.ReviewForm([]rollout.OwedReview{owed[0], other}, 3)
	waits := rollout.Waiting{Todo: rollout.TodoReview, Review: &owed[0]}
	gone := r
	gone.Off = true
	corrected := done
	corrected.Occurrence.Corrected = []rollout.Correction{{From: done.Occurrence.Outcome, To: rollout.Rejected, Because: "the wrong row", By: "maya", At: done.Occurrence.At}}
	corrected.Occurrence.Outcome = rollout.Rejected
	correctedBefore := corrected
	correctedBefore.Changed = false
	golden(
		t, "reviews",
		shown{title: "the form of one", form: &one},
		shown{title: "the form of two agents", form: &both},
		shown{title: "done", card: view.ReviewsDone([]rollout.ReviewDid{done})},
		shown{title: "done before", card: view.ReviewsDone([]rollout.ReviewDid{again})},
		shown{title: "corrected", card: view.ReviewsDone([]rollout.ReviewDid{corrected})},
		shown{title: "corrected before", card: view.ReviewsDone([]rollout.ReviewDid{correctedBefore})},
		shown{title: "history of one that was corrected", card: view.ReviewHistoryCard(view.ReviewHistory{Review: done.Review, Past: []rollout.ReviewOccurrence{corrected.Occurrence}})},
		shown{title: "several at once", card: view.ReviewsDone([]rollout.ReviewDid{done, again, skipped})},
		shown{title: "skipped", card: view.ReviewsDone([]rollout.ReviewDid{skipped})},
		shown{title: "put off when late", card: view.ReviewsDone([]rollout.ReviewDid{late})},
		shown{title: "put off in time", card: view.ReviewsDone([]rollout.ReviewDid{intime})},
		shown{title: "corrected by somebody else", card: correctedNotice(t, "the wrong row")},
		shown{title: "nothing due", card: view.NoReviews([]rollout.ReviewStanding{later})},
		shown{title: "nothing at all", card: view.NoReviews(nil)},
		shown{title: "history", card: view.ReviewHistoryCard(view.ReviewHistory{Review: done.Review, Now: &rollout.OwedReview{ReviewStanding: then, Whose: []rollout.UserID{"lee"}}, Past: past, More: true})},
		shown{title: "history of one that is late and put off", card: view.ReviewHistoryCard(view.ReviewHistory{Review: late.Review, Now: &rollout.OwedReview{ReviewStanding: at, Whose: []rollout.UserID{"lee"}}})},
		shown{title: "history of a row that is gone", card: view.ReviewHistoryCard(view.ReviewHistory{Review: gone})},
		shown{title: "what waits", card: homeOf(waits)},
		shown{title: "status with late reviews", card: view.Status(view.StatusData{State: s, LateReviews: owed, Waits: []rollout.Waiting{waits}}, now)},
	)
}

func TestPeriods(t *testing.T) {
	for period, want := range map[string]string{
		"2027-02": "February 2027", "2027-Q1": "Q1 2027", "2027": "2027", "2027-W04": "the week of Mon 25 Jan 2027", "2026-W01": "the week of Mon 29 Dec 2025", "2026-W53": "the week of Mon 28 Dec 2026", "2027-W53": "2027-W53", "2027-W00": "2027-W00",
		"2026-W50/2026-W51": "the weeks of Mon 7 Dec 2026 to Mon 14 Dec 2026", "2027-02-28": "Sun 28 Feb 2027",
		"2027-02-28 09:00": "Sun 28 Feb 2027 09:00", "2027-01/2027-02": "January 2027 to February 2027", "": "", "2027-99": "2027-99",
	} {
		if got := view.Period(period); got != want {
			t.Errorf("%q is %q, want %q", period, got, want)
		}
	}
}

// Whatever people call their items, and whatever they write about them, no card
// pings anybody, and every card and form is taken.
func TestReviewsOfHostileText(t *testing.T) {
	for name, text := range hostile {
		t.Run(name, func(t *testing.T) {
			all, s := reviews("Access review", "Risk review")
			for i := range all {
				all[i].Item, all[i].Evidence, all[i].Agent, all[i].Owners = text, text, text, []string{text}
			}
			s.Agent = text
			today, now := dayAt("2026-09-10")
			owed := rollout.OwedReviews(all, s, duty(), today)
			why := text
			if len([]rune(why)) > 3000 || strings.TrimSpace(why) == "" {
				why = "because"
			}
			late, _, err := rollout.SnoozeReview(all[0], "", 6, why, nil, nil, by("lee"), now)
			if err != nil {
				t.Fatal(err)
			}
			g := digestOf(t, all, s, duty(), "maya", "2026-09-10", time.Hour)
			o := rollout.ReviewOccurrence{
				Plan: "p", Row: "R1", Agent: text, Item: text, Period: text, Outcome: rollout.Rejected, By: "lee", At: now,
				Late: 3, Link: text, Text: text, Moves: late.Occurrence.Moves,
			}
			settled := g
			settled.Items = []rollout.DigestItem{g.Items[0], g.Items[1]}
			settled.Items[0].Settled, settled.Items[0].SettledBy, settled.Items[1].What = text, "lee", text
			settled.Items[0].SettledAt = now
			form := view.ReviewForm(owed, 3)
			checkForm(t, "form", form)
			waits := rollout.Waiting{Todo: rollout.TodoReview, Review: &owed[0]}
			past := make([]rollout.ReviewOccurrence, 12)
			for i := range past {
				past[i] = o
			}
			at := owed[0].ReviewStanding
			for title, c := range map[string]view.Card{
				"digest": view.DigestCard(g), "settled": view.DigestCard(settled),
				"done":      view.ReviewsDone([]rollout.ReviewDid{{Review: all[0], Occurrence: o, Changed: true}, {Occurrence: o}, late}),
				"nothing":   view.NoReviews([]rollout.ReviewStanding{at, at}),
				"history":   view.ReviewHistoryCard(view.ReviewHistory{Review: late.Review, Now: &owed[0], Past: past}),
				"waits":     homeOf(waits),
				"corrected": correctedNotice(t, text),
				"status":    view.Status(view.StatusData{State: s, LateReviews: owed, Waits: []rollout.Waiting{waits}}, now),
			} {
				for _, problem := range broken(c) {
					if !strings.HasPrefix(problem, "raises its voice") { // so do people
						t.Errorf("%s: %s", title, problem)
					}
				}
				checkCard(t, title, c)
			}
		})
	}
}

// correctedNotice is what who settled a review hears when somebody corrects it.
func correctedNotice(t *testing.T, text string) view.Card {
	t.Helper()
	f := map[string]string{
		rollout.FactAgent: text, rollout.FactIn: "policy-assistant", rollout.FactItem: text, rollout.FactItemRow: "R1", rollout.FactItemPeriod: "2026-W37",
		rollout.FactOutcome: "rejected", rollout.FactWas: "accepted", rollout.FactBy: "maya", rollout.FactBecause: text,
	}
	c, err := view.Notice(rollout.NoticeCorrected, f, nil, noon)
	if err != nil {
		t.Fatal(err)
	}
	return c
}
