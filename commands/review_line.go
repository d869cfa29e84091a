package commands

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
	"github.com/rolloutbot/rollout/store"
)

// doReview settles a review from a line; without an outcome it opens the form.
func doReview(c *Call) (Reply, error) {
	r, period, err := c.takeReview()
	if err != nil {
		return Reply{}, err
	}
	if c.Line.Empty() {
		return c.reviewForm(r, period)
	}
	outcome, err := c.needOutcome("review done " + string(r.Row))
	if err != nil {
		return Reply{}, err
	}
	link, text := linkOf(c.Line.Left())
	return c.settleReviews(rollout.VerbReviewDone, reviewAct{
		plan: r.Plan, row: r.Row, period: period, verdict: rollout.Reviewed{Outcome: outcome, Link: link, Text: text},
	})
}

// correctReview says what the outcome of a settled review really was.
func correctReview(c *Call) (Reply, error) {
	r, period, err := c.takeReview()
	if err != nil {
		return Reply{}, err
	}
	typed := strings.TrimSpace("review correct " + string(r.Row) + " " + period)
	c.Line.Take("to")
	outcome, err := c.needOutcome(typed)
	if err != nil {
		return Reply{}, err
	}
	because, err := c.takeBecause(typed + " " + string(outcome))
	if err != nil {
		return Reply{}, err
	}
	return c.settleReviews(rollout.VerbReviewCorrect, reviewAct{
		plan: r.Plan, row: r.Row, period: period, verdict: rollout.Reviewed{Outcome: outcome}, because: because,
	})
}

func skipReview(c *Call) (Reply, error) {
	r, period, err := c.takeReview()
	if err != nil {
		return Reply{}, err
	}
	because, err := c.takeBecause("review skip " + string(r.Row))
	if err != nil {
		return Reply{}, err
	}
	return c.settleReviews(rollout.VerbReviewSkip, reviewAct{plan: r.Plan, row: r.Row, period: period, because: because})
}

func snoozeReview(c *Call) (Reply, error) {
	r, period, err := c.takeReview()
	if err != nil {
		return Reply{}, err
	}
	c.Line.Take("for", "by")
	days, ok := takeDays(c.Line)
	if !ok {
		return Reply{}, rollout.Problemf(rollout.Invalid, "Write it like `/rollout review snooze "+string(r.Row)+" 3d because the auditor is ill`.",
			"“%s” is no number of days, so nothing was changed.", clip(c.Line.Word(), 40))
	}
	because, err := c.takeBecause("review snooze " + string(r.Row) + " " + strconv.Itoa(days) + "d")
	if err != nil {
		return Reply{}, err
	}
	return c.settleReviews(rollout.VerbReviewSnooze, reviewAct{plan: r.Plan, row: r.Row, period: period, days: days, because: because})
}

// reviewForm opens the form of one occurrence, for whoever may settle it.
func (c *Call) reviewForm(r rollout.Review, period string) (Reply, error) {
	var reply Reply
	err := c.View(func(tx store.Tx) error {
		if err := c.mayReview(tx, r); err != nil {
			return err
		}
		had, err := store.ReviewOccurrences(tx, r.Plan, r.Row, historyShown)
		if err != nil {
			return err
		}
		at, settled, err := r.OpenReview(period, had, c.Now)
		if err != nil {
			return err
		}
		if settled != nil {
			reply = say(view.ReviewsDone([]rollout.ReviewDid{{Review: r, Occurrence: *settled}}))
			return nil
		}
		f := view.ReviewForm([]rollout.OwedReview{{ReviewStanding: at}}, 0)
		reply = Reply{Form: &f}
		return nil
	})
	return reply, err
}

// historyShown is how many occurrences a history shows.
const historyShown = 12

// reviewHistory shows what became of an item's occurrences: what people did,
// and between these what the calendar says was missed.
func reviewHistory(c *Call) (Reply, error) {
	r, period, err := c.takeReview()
	if err != nil {
		return Reply{}, err
	}
	if err := c.done("review history " + string(r.Row)); err != nil {
		return Reply{}, err
	}
	h := view.ReviewHistory{Review: r}
	err = c.View(func(tx store.Tx) error {
		d, err := store.ReviewDuty(tx, r.Plan, []rollout.Review{r})
		if err != nil {
			return err
		}
		today := r.Today(c.Now)
		if at, ok := r.Standing(today); ok {
			h.Now = &rollout.OwedReview{ReviewStanding: at, Whose: rollout.ReviewersOf(r, d)}
		}
		stored, err := store.ReviewOccurrences(tx, r.Plan, r.Row, historyShown+2)
		if err != nil {
			return err
		}
		h.Past = r.History(stored, c.Now, historyShown+1)
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	if period != "" {
		h.Past = slices.DeleteFunc(h.Past, func(o rollout.ReviewOccurrence) bool { return o.Period != period })
	}
	if len(h.Past) > historyShown {
		h.Past, h.More = h.Past[:historyShown], true
	}
	return say(view.ReviewHistoryCard(h)), nil
}

// takeReview takes an item from the line's front, and the period behind it, as
// buttons have it. The exact name comes before the row's number, the longest
// name first.
func (c *Call) takeReview() (r rollout.Review, period string, err error) {
	var all []rollout.Review
	err = c.View(func(tx store.Tx) error {
		id, err := c.planID(tx)
		if err != nil {
			return err
		}
		all, err = store.Reviews(tx, id)
		if err == nil && len(all) == 0 {
			return c.noReviewsYet(tx, id)
		}
		return err
	})
	if err != nil {
		return r, "", err
	}
	words, n := c.Line.Words(), 0
	for _, x := range all {
		name := nameWords(x.Item)
		if len(name) > n && len(name) <= len(words) && slices.Equal(name, words[:len(name)]) {
			r, n = x, len(name)
		}
	}
	for _, x := range all {
		if n == 0 && len(words) > 0 && (words[0] == strings.ToLower(string(x.Row)) || "r"+words[0] == strings.ToLower(string(x.Row))) {
			r, n = x, 1
		}
	}
	if n == 0 {
		r, n = reviewByWords(words, all)
	}
	if n == 0 {
		return r, "", unknownReview(words, all)
	}
	c.Line.Drop(n)
	return r, takePeriod(c.Line), nil
}

// reviewByWords finds the one item whose name has the words that begin the line,
// as many of them as one does: "cost accepted" is the cost review where no other
// item speaks of cost. 0 when none or several do, or when what follows them does
// not go on as such a line does: it may be a name that was misspelt.
func reviewByWords(words []string, all []rollout.Review) (found rollout.Review, most int) {
	same := false
	for _, x := range all {
		name, n := nameWords(x.Item), 0
		for n < len(words) && slices.Contains(name, words[n]) {
			n++
		}
		switch {
		case n > most:
			found, most, same = x, n, false
		case n == most:
			same = true
		}
	}
	if same || most < len(words) && !afterItem.MatchString(words[most]) {
		return rollout.Review{}, 0
	}
	return found, most
}

// noReviewsYet says why a plan has no reviews that come round.
func (c *Call) noReviewsYet(tx store.Tx, id rollout.PlanID) error {
	s, err := store.State(tx, id)
	if err != nil {
		return err
	}
	if s.Stage == rollout.Draft {
		return rollout.Problemf(rollout.Conflict, "`/rollout plan activate` shows what that does.",
			"%s is a draft: its reviews come round once it is active. Nothing was changed.", s.Agent)
	}
	return rollout.Problemf(rollout.Missing, "`/rollout plan show 6` shows what it says.",
		"%s has no review that comes round. Nothing was changed.", s.Agent)
}

func unknownReview(words []string, all []rollout.Review) error {
	var names, keys []string
	for _, x := range all {
		names = append(names, x.Item)
		keys = append(keys, string(x.Row)+" "+x.Item)
	}
	next := "There is: " + clip(strings.Join(keys, " · "), 400) + "."
	if len(words) == 0 {
		return rollout.Problemf(rollout.Invalid, next, "No review was named, so nothing was changed.")
	}
	typed := strings.Join(words[:min(4, len(words))], " ")
	return withNear(rollout.Problemf(rollout.Missing, next, "The plan has no review “%s”, so nothing was changed.", clip(typed, 60)), typed, names)
}

var (
	periodWord = regexp.MustCompile(`^[0-9]{4}(-(w[0-9]{2}|q[1-4]|[0-9]{2}(-[0-9]{2})?))?(/[0-9]{4}(-(w[0-9]{2}|q[1-4]|[0-9]{2}(-[0-9]{2})?))?)?$`)
	clockWord  = regexp.MustCompile(`^[0-2][0-9]:[0-5][0-9]$`)
	daysWord   = regexp.MustCompile(`^([0-9]{1,4})(d|days?|w|weeks?)?$`)
	afterItem  = regexp.MustCompile(`^([0-9].*|for|by|because|accept.*|reject.*)$`)
	webAddress = regexp.MustCompile(`^https?://\S+$`)
)

// takePeriod takes a period's name, "" when none stands there.
func takePeriod(l *Line) string {
	words := l.Words()
	if len(words) > 1 && words[0] == "for" && periodWord.MatchString(words[1]) {
		l.Drop(1)
		words = words[1:]
	}
	if len(words) == 0 || !periodWord.MatchString(words[0]) {
		return ""
	}
	l.Drop(1)
	period := strings.ToUpper(words[0])
	if len(words) > 1 && clockWord.MatchString(words[1]) {
		l.Drop(1)
		period += " " + words[1]
	}
	return period
}

// takeOutcome takes an outcome's words, the longest first.
func takeOutcome(l *Line) (rollout.Outcome, bool) {
	words := l.Words()
	for _, o := range []struct {
		words string
		is    rollout.Outcome
	}{
		{"accepted with actions", rollout.AcceptedActions},
		{"accepted with action", rollout.AcceptedActions},
		{"accepted with an action", rollout.AcceptedActions},
		{"accept with actions", rollout.AcceptedActions},
		{"accepted-with-actions", rollout.AcceptedActions},
		{"accepted", rollout.Accepted},
		{"accept", rollout.Accepted},
		{"rejected", rollout.Rejected},
		{"reject", rollout.Rejected},
	} {
		want := strings.Fields(o.words)
		if len(want) > len(words) {
			continue
		}
		typed := slices.Clone(words[:len(want)])
		typed[len(typed)-1] = strings.TrimRight(typed[len(typed)-1], ":,;.")
		if slices.Equal(want, typed) {
			l.Drop(len(want))
			l.Take("-", "–", "—", ":")
			return o.is, true
		}
	}
	return "", false
}

// needOutcome takes an outcome; line is what was typed before it.
func (c *Call) needOutcome(line string) (rollout.Outcome, error) {
	outcome, ok := takeOutcome(c.Line)
	if ok {
		return outcome, nil
	}
	return "", rollout.Problemf(rollout.Invalid, "Type `/rollout "+line+" accepted`, `accepted with actions` or `rejected`.",
		"“%s” is no outcome of a review, so nothing was changed.", clip(c.Line.Word(), 40))
}

// takeDays takes a number of days: "3d", "3 days", "2w", "3".
func takeDays(l *Line) (int, bool) {
	words := l.Words()
	for n := min(2, len(words)); n > 0; n-- {
		m := daysWord.FindStringSubmatch(strings.Join(words[:n], ""))
		if m == nil {
			continue
		}
		l.Drop(n)
		days, _ := strconv.Atoi(m[1])
		if strings.HasPrefix(m[2], "w") {
			days *= 7
		}
		return days, true
	}
	return 0, false
}

// takeBecause takes the reason behind "because". line is what was typed before.
func (c *Call) takeBecause(line string) (string, error) {
	if !c.Line.Take("because") || c.Line.Empty() {
		return "", rollout.Problemf(rollout.Invalid, "Write it like `/rollout "+line+" because nobody used the agent`.",
			"This needs a reason, so nothing was changed.")
	}
	return c.Line.Rest(), nil
}

// linkOf takes the address of evidence from a text's front, in the chat's
// escaped form or as it was typed into a form.
func linkOf(raw string) (link, text string) {
	l := NewLine(raw)
	first := *l
	word := first.Raw()
	if m := token.FindStringSubmatch(word); m != nil && m[0] == word && m[1] == "" {
		return unescaper.Replace(m[2]), first.Rest()
	}
	if plain := plainText(word); webAddress.MatchString(plain) {
		return plain, first.Rest()
	}
	return "", l.Rest()
}
