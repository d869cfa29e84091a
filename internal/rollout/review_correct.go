package rollout

import (
	"fmt"
	"slices"
	"time"
)

// Correction is that somebody said later what the outcome of an occurrence
// really was. What was found first, by whom and when stays beside it.
type Correction struct {
	From    Outcome   `json:"from"`
	To      Outcome   `json:"to"`
	Because string    `json:"because"`
	By      UserID    `json:"by"`
	At      time.Time `json:"at"`
}

// FactOutcome is what a corrected review is now; it was FactWas.
const FactOutcome = "outcome"

// CorrectReview changes the outcome of an occurrence that was settled, for a
// reason. Whose word it was hears of it, unless it is their own again. period names
// it; "" is the newest one. had are stored occurrences of the item, the named and
// the newest among them. One that has that outcome already stays as it is, and is
// no error. When it was due, whether it was late and what comes next stay as they
// are, and so do the digests of the day on which it was settled.
func CorrectReview(r Review, period string, to Outcome, because string, had []ReviewOccurrence, by Actor, now time.Time) (ReviewDid, Effects, error) {
	if period == "" {
		period = r.Last
	}
	example := fmt.Sprintf("Say why, for example `/rollout review correct %s %s rejected because the wrong row was chosen`.", r.Row, period)
	if err := checkText(because, example, "nothing was changed"); err != nil {
		return ReviewDid{}, Effects{}, err
	}
	if err := checkOutcome(to); err != nil {
		return ReviewDid{}, Effects{}, err
	}
	old := storedOf(had, period)
	if old == nil || old.Outcome == "" || old.Outcome == Missed {
		text := fmt.Sprintf("%s has not been settled yet", quoted(r.Item))
		if period != "" {
			text = fmt.Sprintf("%s was not settled for %s", quoted(r.Item), PeriodWords(period))
		}
		return ReviewDid{}, Effects{}, Problemf(Conflict, fmt.Sprintf("`/rollout in %s review history %s` shows what became of each.", r.Plan, r.Row),
			"%s, so there is nothing to correct. Nothing was changed.", text)
	}
	o := *old
	if o.Outcome == to {
		return ReviewDid{Review: r, Occurrence: o, Next: r.nextAfter(now)}, Effects{}, nil
	}
	told := tellCorrected(o, to, because, by.User)
	o.Corrected = append(slices.Clone(o.Corrected), Correction{From: o.Outcome, To: to, Because: because, By: by.User, At: wholeSecond(now)})
	o.Outcome = to
	return ReviewDid{Review: r, Occurrence: o, Changed: true, Next: r.nextAfter(now)}, Effects{
		Put:     []Record{o},
		Log:     []Entry{{Verb: VerbReviewCorrect, Plan: r.Plan, Kind: o.Kind(), Subject: o.Key(), Why: because}},
		Notices: told,
	}, nil
}

// tellCorrected tells who settled an occurrence, and who corrected it last, what
// somebody else says of it now.
func tellCorrected(o ReviewOccurrence, to Outcome, because string, by UserID) []Notice {
	whose := []UserID{o.By}
	if last := len(o.Corrected) - 1; last >= 0 {
		whose = append(whose, o.Corrected[last].By)
	}
	var dms []Target
	for i, u := range whose {
		if u != "" && u != by && slices.Index(whose, u) == i {
			dms = append(dms, Target{To: DM(u)})
		}
	}
	if len(dms) == 0 {
		return nil
	}
	return []Notice{{
		Kind: NoticeCorrected, Plan: o.Plan, Subject: o.Key(), To: dms,
		Facts: map[string]string{
			FactAgent: o.Agent, FactIn: string(o.Plan), FactItem: o.Item, FactItemRow: string(o.Row), FactItemPeriod: o.Period,
			FactOutcome: string(to), FactWas: string(o.Outcome), FactBy: string(by), FactBecause: because,
		},
	}}
}

func checkOutcome(o Outcome) error {
	if slices.Contains(Outcomes, o) {
		return nil
	}
	return &Problem{
		Kind: Invalid, Field: "outcome",
		Text: fmt.Sprintf("%s is no outcome of a review, so nothing was changed.", quoted(string(o))),
		Next: "Use accepted, accepted with actions or rejected.",
	}
}
