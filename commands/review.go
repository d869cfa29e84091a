package commands

import (
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

var cmdReviewDue = &Command{
	Name: "review due", Short: "One form with all your due reviews", Bare: true, Needs: rollout.RightRead,
	Long: "`review` alone opens it. `in NAME review` keeps to one agent.",
	Run:  reviewDue,
}

var cmdReviewDone = &Command{
	Name: "review done", Args: "ITEM [PERIOD] OUTCOME [LINK] [TEXT]", Short: "Settle a review", Needs: rollout.RightReview,
	Long: "ITEM is its name or its row, such as `R3`. OUTCOME is accepted, accepted with actions or rejected; without one it opens a form. " +
		"PERIOD, such as `2027-02`, settles the next one before it is due.",
	Run: doReview,
}

var cmdReviewSkip = &Command{
	Name: "review skip", Args: "ITEM [PERIOD] because TEXT", Short: "Leave a due review out, and say why", Needs: rollout.RightReview, Run: skipReview,
}

var cmdReviewSnooze = &Command{
	Name: "review snooze", Args: "ITEM DAYS because TEXT", Short: "Put a due review off by some days, and say why", Needs: rollout.RightReview,
	Long: "DAYS is `3d` or `2w`. What is late already stays late; its owner is left alone until then.",
	Run:  snoozeReview,
}

var cmdReviewCorrect = &Command{
	Name: "review correct", Args: "ITEM [PERIOD] OUTCOME because TEXT", Short: "Correct the outcome of a review that was settled, and say why", Needs: rollout.RightReview,
	Long: "PERIOD, such as `2027-02`, names which one; without it it is the newest. What was said first stays on record beside it.",
	Run:  correctReview,
}

var cmdReviewHistory = &Command{
	Name: "review history", Args: "ITEM", Short: "What became of a review, newest first", Needs: rollout.RightPlanRead, Run: reviewHistory,
}

// formItems is how many reviews one form asks for.
const formItems = 30

// reviewDue opens the form, or takes it.
func reviewDue(c *Call) (Reply, error) {
	if err := c.done("review due"); err != nil {
		return Reply{}, err
	}
	if c.Fields != nil {
		return c.takeReviews()
	}
	var owed []rollout.OwedReview
	var next []rollout.ReviewStanding
	err := c.View(func(tx store.Tx) (err error) {
		owed, next, err = c.myReviews(tx)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	if len(owed) == 0 {
		return say(view.NoReviews(next)), nil
	}
	f := view.ReviewForm(owed[:min(formItems, len(owed))], len(owed)-min(formItems, len(owed)))
	return Reply{Form: &f}, nil
}

// myReviews are the asker's due reviews over all plans, or the plan they named,
// worst first; and what is next of those that are not due.
func (c *Call) myReviews(tx store.Tx) (owed []rollout.OwedReview, next []rollout.ReviewStanding, err error) {
	plans, err := store.PlansOf(tx, c.Person.ID)
	if err != nil {
		return nil, nil, err
	}
	if c.named != "" {
		plans = []rollout.PlanID{c.named}
	}
	for _, id := range plans {
		s, err := store.State(tx, id)
		if err != nil {
			return nil, nil, err
		}
		mine, err := c.owed(tx, s)
		if err != nil {
			return nil, nil, err
		}
		owed = append(owed, mine...)
	}
	slices.SortStableFunc(owed, func(a, b rollout.OwedReview) int {
		if a.Due.Before(b.Due) {
			return -1
		}
		if b.Due.Before(a.Due) {
			return 1
		}
		return 0
	})
	const looked = 50 // plans; who has more has more to do than to read on
	for _, id := range plans[:min(looked, len(plans))] {
		if len(owed) > 0 {
			break
		}
		resting, err := c.resting(tx, id)
		if err != nil {
			return nil, nil, err
		}
		next = append(next, resting...)
	}
	slices.SortStableFunc(next, func(a, b rollout.ReviewStanding) int { return a.Open.At.Compare(b.Open.At) })
	return owed, next, nil
}

// owed are the due reviews of one plan that wait on the asker.
func (c *Call) owed(tx store.Tx, s rollout.State) ([]rollout.OwedReview, error) {
	return store.OwedReviewsOf(tx, s, c.Person.ID, c.today(s))
}

// lateReviews are the late reviews of one plan, worst first.
func (c *Call) lateReviews(tx store.Tx, s rollout.State) ([]rollout.OwedReview, error) {
	owed, err := store.OwedReviews(tx, s, c.today(s))
	return slices.DeleteFunc(owed, func(o rollout.OwedReview) bool { return o.State != rollout.ReviewOverdue }), err
}

// resting are the asker's reviews of one plan that are not due.
func (c *Call) resting(tx store.Tx, id rollout.PlanID) ([]rollout.ReviewStanding, error) {
	s, err := store.State(tx, id)
	if err != nil {
		return nil, err
	}
	all, err := store.Reviews(tx, id)
	if err != nil || len(all) == 0 {
		return nil, err
	}
	duty, err := store.ReviewDuty(tx, id, all)
	if err != nil {
		return nil, err
	}
	var out []rollout.ReviewStanding
	for _, r := range all {
		if at, ok := r.Standing(c.today(s)); ok && slices.Contains(rollout.ReviewersOf(r, duty), c.Person.ID) {
			out = append(out, at)
		}
	}
	return out, nil
}

// today is the plan's own.
func (c *Call) today(s rollout.State) rollout.Day {
	zone, err := rollout.LoadZone(s.Zone)
	if err != nil {
		return rollout.DayOf(c.Now, c.Now.UTC().Location())
	}
	return rollout.DayOf(c.Now, zone)
}

// takeReviews settles what a form has an outcome for, all of it in one
// transaction. What somebody else has settled meanwhile stays theirs, and is
// said; a field that cannot be taken keeps the form open with nothing done.
func (c *Call) takeReviews() (Reply, error) {
	var asked []reviewAct
	for _, name := range slices.Sorted(maps.Keys(c.Fields)) {
		key, ok := strings.CutPrefix(name, view.OutcomeField)
		if !ok || clean(c.Fields[name]) == "" {
			continue
		}
		parts := strings.SplitN(key, "/", 3)
		if len(parts) != 3 {
			return Reply{}, rollout.Problemf(rollout.Invalid, "Open it anew with `/rollout review`.", "That form is not one of mine, so nothing was changed.")
		}
		link, text := linkOf(c.Fields[view.NoteField+key])
		asked = append(asked, reviewAct{
			plan: rollout.PlanID(parts[0]), row: rollout.RowID(parts[1]), period: parts[2], field: name,
			verdict: rollout.Reviewed{Outcome: rollout.Outcome(clean(c.Fields[name])), Link: link, Text: text},
		})
	}
	if len(asked) == 0 {
		for name := range c.Fields {
			if strings.HasPrefix(name, view.OutcomeField) {
				return Reply{}, &rollout.Problem{
					Kind: rollout.Invalid, Field: slices.Min(slices.Collect(maps.Keys(outcomes(c.Fields)))),
					Text: "No outcome was chosen, so nothing was changed.", Next: "Choose one for at least one review.",
				}
			}
		}
		return Reply{}, rollout.Problemf(rollout.Invalid, "Open it anew with `/rollout review`.", "No outcome was chosen, so nothing was changed.")
	}
	return c.settleReviews(rollout.VerbReviewDone, asked...)
}

func outcomes(fields map[string]string) map[string]string {
	out := map[string]string{}
	for name, v := range fields {
		if strings.HasPrefix(name, view.OutcomeField) {
			out[name] = v
		}
	}
	return out
}

// reviewAct is what somebody wants to do about one occurrence.
type reviewAct struct {
	plan    rollout.PlanID
	row     rollout.RowID
	period  string // "": the open one
	field   string // of the form; "" when it was typed
	verdict rollout.Reviewed
	because string
	days    int
}

// settleReviews does what is wanted, all of it or nothing.
func (c *Call) settleReviews(verb rollout.Verb, acts ...reviewAct) (Reply, error) {
	return c.Change(func(tx store.Tx) (rollout.Receipt, rollout.Effects, error) {
		var e rollout.Effects
		var all []rollout.ReviewDid
		put := map[string]rollout.Digest{} // one digest may ask for several of them
		for _, a := range acts {
			did, one, err := c.settleReview(tx, verb, a, put)
			if err != nil {
				return rollout.Receipt{}, rollout.Effects{}, atReview(a, err)
			}
			for _, rec := range one.Put {
				if g, ok := rec.(rollout.Digest); ok {
					put[g.Key()] = g
				}
			}
			all = append(all, did)
			e.Join(one)
		}
		return rollout.Receipt{Verb: verb, Subject: all[0].Occurrence.Key(), Facts: facts("did", frozen(all))}, e, nil
	})
}

// settleReview loads one review for somebody who may settle it, and decides.
func (c *Call) settleReview(tx store.Tx, verb rollout.Verb, a reviewAct, put map[string]rollout.Digest) (did rollout.ReviewDid, e rollout.Effects, err error) {
	r, err := store.Review(tx, a.plan, a.row)
	if errors.Is(err, store.ErrNotFound) {
		return did, e, rollout.Problemf(rollout.Missing, "`/rollout plan show 6` shows the plan's reviews.", "The plan has no review %s, so nothing was changed.", clip(string(a.row), 20))
	}
	if err != nil {
		return did, e, err
	}
	if err := c.mayReview(tx, r); err != nil {
		return did, e, err
	}
	var had []rollout.ReviewOccurrence
	at, _ := r.Standing(r.Today(c.Now))
	for _, period := range slices.Compact([]string{a.period, at.Open.Period, r.Last}) {
		if period == "" {
			continue
		}
		o, ok, err := store.ReviewOccurrence(tx, a.plan, a.row, period)
		if err != nil {
			return did, e, err
		}
		if ok {
			had = append(had, o)
		}
	}
	about := a.period
	if about == "" {
		about = at.Open.Period
	}
	shown, err := store.DigestsAsking(tx, rollout.ReviewOccurrence{}.Kind(), rollout.OccurrenceKey(r.Key(), about))
	if err != nil {
		return did, e, err
	}
	for i, g := range shown {
		if newer, ok := put[g.Key()]; ok {
			shown[i] = newer
		}
	}
	switch verb {
	case rollout.VerbReviewSkip:
		return rollout.SkipReview(r, a.period, a.because, had, shown, c.Actor(), c.Now)
	case rollout.VerbReviewCorrect:
		return rollout.CorrectReview(r, a.period, a.verdict.Outcome, a.because, had, c.Actor(), c.Now)
	case rollout.VerbReviewSnooze:
		return rollout.SnoozeReview(r, a.period, a.days, a.because, had, shown, c.Actor(), c.Now)
	}
	return rollout.DoReview(r, a.period, a.verdict, had, shown, c.Actor(), c.Now)
}

// mayReview refuses whoever is neither asked for a review nor plan owner.
func (c *Call) mayReview(tx store.Tx, r rollout.Review) error {
	s, err := store.State(tx, r.Plan)
	if err != nil {
		return err
	}
	d, err := store.ReviewDuty(tx, r.Plan, []rollout.Review{r})
	if err != nil {
		return err
	}
	who := c.standing(s, d)
	who.Holders.Owners = rollout.ReviewersOf(r, d)
	who.Owner = slices.Contains(who.Holders.Owners, c.Person.ID)
	return rollout.May(rollout.RightReview, who)
}

// atReview puts a problem under the form's field of a review.
func atReview(a reviewAct, err error) error {
	var p *rollout.Problem
	if a.field == "" || !errors.As(err, &p) {
		return err
	}
	q := *p
	if q.Field == "link" || q.Field == "text" {
		q.Field = view.NoteField + strings.TrimPrefix(a.field, view.OutcomeField)
	} else {
		q.Field = a.field
	}
	return &q
}

func answerReviews(_ *Call, r rollout.Receipt) (Reply, error) {
	all, err := thawed[[]rollout.ReviewDid](r, "did")
	if err != nil {
		return Reply{}, err
	}
	return say(view.ReviewsDone(all)), nil
}
