package rollout

import (
	"fmt"
	"maps"
	"strings"
	"time"
)

// UntickFor is how long whoever ticked a criterion may take it back without a word.
const UntickFor = 15 * time.Minute

// Tick is somebody's word that an attested criterion is met; evidence may be
// empty. One that is ticked stays as it is: no effects, no error. who is what
// they are to the plan and to the criterion.
func Tick(k Desk, run WaveRun, c GateCriterion, evidence string, who Standing) (WaveRun, Effects, error) {
	if err := May(RightTick, who); err != nil {
		return run, Effects{}, err
	}
	if err := unsettled(k.Plan, run, c); err != nil {
		return run, Effects{}, err
	}
	if err := attests(c, evidence); err != nil {
		return run, Effects{}, err
	}
	if _, ok := run.Ticks[c.Mark()]; ok {
		return run, Effects{}, nil
	}
	if err := tooEarly(k, run, c); err != nil {
		return run, Effects{}, err
	}
	if evidence != "" {
		if err := checkText(evidence, "Leave it out, or say where it can be seen.", "nothing was ticked"); err != nil {
			return run, Effects{}, err
		}
	}
	run.Ticks = with(run.Ticks, c.Mark(), Said{By: k.By.User, At: wholeSecond(k.Now), Text: evidence})
	return run, run.effects(VerbTick, c.Key+": "+c.Criterion.Text), nil
}

// Untick takes a tick back: its author within 15 minutes without a word, and
// whoever may tick it at any time for a reason, until the gate is passed. who is
// what they are to the plan and to the criterion.
func Untick(k Desk, run WaveRun, c GateCriterion, because string, who Standing) (WaveRun, Effects, error) {
	if err := unsettled(k.Plan, run, c); err != nil {
		return run, Effects{}, err
	}
	may := May(RightTick, who)
	tick, ok := run.Ticks[c.Mark()]
	switch {
	case !ok && may != nil:
		return run, Effects{}, may
	case !ok:
		return run, Effects{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` says how it stands.", k.Plan.Called(run.Wave)),
			"%s is not ticked. Nothing was changed.", c.Key)
	case tick.By == k.By.User && k.Now.Sub(tick.At) <= UntickFor:
	case may != nil:
		return run, Effects{}, may
	case because == "":
		why := "it was ticked by somebody else"
		if tick.By == k.By.User {
			why = "you ticked it more than 15 minutes ago"
		}
		return run, Effects{}, &Problem{
			Kind: Conflict, Text: fmt.Sprintf("%s stays ticked: %s, so taking it back needs a reason.", c.Key, why),
			Next: fmt.Sprintf("Type `/rollout wave untick %s because …`.", c.Key),
		}
	}
	if because != "" {
		if err := checkReason(because, "nothing was changed"); err != nil {
			return run, Effects{}, err
		}
	}
	run.Ticks = maps.Clone(run.Ticks)
	delete(run.Ticks, c.Mark())
	why := c.Key + ": " + c.Criterion.Text
	if because != "" {
		why += ": " + because
	}
	return run, run.effects(VerbUntick, why), nil
}

// SayNoCriteria lets a gate pass for which the plan names no criteria: somebody
// says why it has none, and that stands in its place, until the document says
// something else there. One that was said before stays as it is: no effects, no error.
func SayNoCriteria(k Desk, w Wave, run WaveRun, g Gate, because string) (WaveRun, Effects, error) {
	var c GateCriterion
	for _, each := range k.Plan.GateCriteria(k.State, w) {
		if each.Gate == g && each.BuiltIn == Nothing {
			c = each
		}
	}
	if c.Key == "" {
		return run, Effects{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` shows them.", k.Plan.Called(w.ID)),
			"The plan names %s criteria for %s, so there is nothing to say instead. Nothing was changed.", g, w.Title())
	}
	if err := unsettled(k.Plan, run, c); err != nil {
		return run, Effects{}, err
	}
	if _, ok := run.SaidWhy(c); ok {
		return run, Effects{}, nil
	}
	if err := checkReason(because, "the gate stays shut"); err != nil {
		return run, Effects{}, err
	}
	run.Empty = with(run.Empty, g, Said{By: k.By.User, At: wholeSecond(k.Now), Text: because, Of: c.instead()})
	return run, run.effects(VerbNoCriteria, c.Key+": "+because), nil
}

// unsettled refuses what is said of a gate that was passed, or never will be.
func unsettled(p Plan, run WaveRun, c GateCriterion) error {
	if !run.Past(c.Gate) {
		return nil
	}
	if run.Over() {
		return isOver(p, run)
	}
	return Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` shows what is open.", p.Called(run.Wave)),
		"%s has begun, so its entry criteria are settled. Nothing was changed.", sentence(run.Title))
}

// attests refuses a tick of a criterion that something else judges. evidence is
// what was said for it.
func attests(c GateCriterion, evidence string) error {
	if c.Attests() {
		return nil
	}
	waive := fmt.Sprintf("If it must not hold the wave, ask for it with `/rollout wave waive %s because …`.", c.Key)
	why := ""
	switch {
	case c.BuiltIn == Nothing:
		why, waive = "stands for a gate without criteria", "Say why it has none with the button of `wave check`."
	case c.Status == Unclear || c.undecided():
		why, waive = "was not understood", "Write it clearer in the plan and import it again. "+waive
	case c.Criterion.Budget:
		why = "is judged by the spend on record"
	case c.Criterion.Kind == ByMetric:
		why = "is judged by a reading of the metric, and this version records no readings yet"
		waive = "Until then it can be waived with the measured value as the reason: " + waiveLine(c, evidence, "measured …") + "."
	case c.Criterion.Kind == ByReview:
		why = "is judged by the record of the review, and this version judges no gate by reviews yet"
		waive = "Until then it can be waived with what the review found as the reason: " + waiveLine(c, evidence, "the review found …") + "."
	case c.Criterion.Kind == ByIncident:
		why = "is judged by the incidents on record"
	case c.Criterion.Kind == ByWave:
		why = "is judged by where that wave stands"
	case c.Criterion.Kind == ByDate:
		why = "is judged by the calendar"
	}
	return Problemf(Conflict, waive, "%s %s, so nobody ticks it. Nothing was changed.", c.Key, why)
}

// waiveLine is the line that asks to waive a criterion for what was said of it,
// as far as a line can show that.
func waiveLine(c GateCriterion, said, without string) string {
	const most = 100 // characters
	if said == "" || len([]rune(said)) > most || strings.ContainsAny(said, "`\n") {
		said = without
	}
	return fmt.Sprintf("`/rollout wave waive %s because %s`", c.Key, said)
}

// with is m and one more, without changing m.
func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	all := make(map[K]V, len(m)+1)
	maps.Copy(all, m)
	all[k] = v
	return all
}
