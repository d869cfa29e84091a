package rollout

import (
	"fmt"
	"maps"
	"time"
)

// untickWithin is how long whoever ticked a criterion may simply take it back.
const untickWithin = 15 * time.Minute

// Tick is somebody's word that an attested criterion is met; evidence may be
// empty. One that is ticked stays as it is: no effects, no error.
func Tick(run WaveRun, c GateCriterion, evidence string, by Actor, now time.Time) (WaveRun, Effects, error) {
	if err := unsettled(run, c); err != nil {
		return run, Effects{}, err
	}
	if err := attests(c); err != nil {
		return run, Effects{}, err
	}
	if _, ok := run.Ticks[c.Mark()]; ok {
		return run, Effects{}, nil
	}
	if evidence != "" {
		if err := checkText(evidence, "Leave it out, or say where it can be seen.", "nothing was ticked"); err != nil {
			return run, Effects{}, err
		}
	}
	run.Ticks = with(run.Ticks, c.Mark(), Said{By: by.User, At: wholeSecond(now), Text: evidence})
	return run, run.effects(VerbTick, c.Key+": "+c.Criterion.Text), nil
}

// Untick takes a tick back: its author within 15 minutes without a word, and
// whoever may tick it at any time for a reason, until the gate is passed. may
// says that by has the right to tick the criterion.
func Untick(run WaveRun, c GateCriterion, because string, may error, by Actor, now time.Time) (WaveRun, Effects, error) {
	if err := unsettled(run, c); err != nil {
		return run, Effects{}, err
	}
	tick, ok := run.Ticks[c.Mark()]
	switch {
	case !ok && may != nil:
		return run, Effects{}, may
	case !ok:
		return run, Effects{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` says how it stands.", run.Wave),
			"%s is not ticked. Nothing was changed.", c.Key)
	case tick.By == by.User && now.Sub(tick.At) <= untickWithin:
	case may != nil:
		return run, Effects{}, may
	case because == "":
		why := "it was ticked by somebody else"
		if tick.By == by.User {
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
// says why it has none, and that stands in its place. One that was said before
// stays as it is: no effects, no error.
func SayNoCriteria(p Plan, s State, w Wave, run WaveRun, g Gate, because string, by Actor, now time.Time) (WaveRun, Effects, error) {
	var c GateCriterion
	for _, each := range p.GateCriteria(s, w) {
		if each.Gate == g && each.BuiltIn == Nothing {
			c = each
		}
	}
	if c.Key == "" {
		return run, Effects{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` shows them.", w.ID),
			"The plan names %s criteria for %s, so there is nothing to say instead. Nothing was changed.", g, w.Title())
	}
	if err := unsettled(run, c); err != nil {
		return run, Effects{}, err
	}
	if _, ok := run.Empty[g]; ok {
		return run, Effects{}, nil
	}
	if err := checkReason(because, "the gate stays shut"); err != nil {
		return run, Effects{}, err
	}
	run.Empty = with(run.Empty, g, Said{By: by.User, At: wholeSecond(now), Text: because})
	return run, run.effects(VerbNoCriteria, c.Key+": "+because), nil
}

// Facts of a request to waive, beside those of every approval.
const (
	FactWave      = "wave"      // the wave's title: "wave 2"
	FactGate      = "gate"      // "entry" or "exit"
	FactCriterion = "criterion" // its text
	FactKey       = "key"       // "W2.4", as it was when it was asked
	FactVerdict   = "verdict"   // how it stood when it was asked
	FactRow       = "row"       // the wave's row: "W2"
)

// AskWaiver is what to ask for so that a criterion is waived. One that is met
// needs none, and a gate that was passed takes none: these are Problems.
func AskWaiver(s State, run WaveRun, j Judged, asked []Approval, because string) (Ask, error) {
	if err := unsettled(run, j.GateCriterion); err != nil {
		return Ask{}, err
	}
	if err := underWay(s); err != nil {
		return Ask{}, err
	}
	subject := string(run.Wave) + "/" + j.Mark()
	for _, a := range asked {
		if a.For == ApproveWaiver && a.Subject == subject {
			return Ask{}, Problemf(Conflict, "It waits to be decided; `/rollout` shows each person what waits on them.",
				"%s asks for this already. Nothing was changed.", a.ID)
		}
	}
	switch {
	case j.Waiver != nil:
		return Ask{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` says what else is open.", run.Wave),
			"%s is waived already by %s. Nothing was changed.", j.Key, j.Waiver.Approval)
	case j.Verdict == Met:
		return Ask{}, Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` says what else is open.", run.Wave),
			"%s is met, so there is nothing to waive. Nothing was changed.", j.Key)
	case j.BuiltIn == Nothing:
		return Ask{}, Problemf(Conflict, fmt.Sprintf("Say why it has none: `/rollout wave no-criteria %s %s because …`.", run.Wave, j.Gate),
			"The gate has no criteria, so there is nothing to waive. Nothing was changed.")
	}
	return Ask{
		For: ApproveWaiver, Subject: subject, Hash: j.Hash(), Because: because, Roles: j.Owners,
		Facts: map[string]string{
			FactWave: run.Title, FactGate: string(j.Gate), FactCriterion: j.Criterion.Text, FactKey: j.Key,
			FactVerdict: string(j.Verdict), FactRow: string(run.Wave),
		},
	}, nil
}

// Waive carries out an approved request: from now on the criterion holds its
// gate no more.
func Waive(run WaveRun, c GateCriterion, a Approval) (WaveRun, Effects) {
	run.Waived = with(run.Waived, c.Mark(), Waiver{Approval: a.ID, Asker: a.Asker, Because: a.Because, By: a.By, At: a.Decided})
	return run, run.effects(VerbWaive, c.Key+" by "+a.ID+": "+a.Because)
}

// unsettled refuses what is said of a gate that was passed, or never will be.
func unsettled(run WaveRun, c GateCriterion) error {
	if !run.Past(c.Gate) {
		return nil
	}
	if run.Over() {
		return isOver(run)
	}
	return Problemf(Conflict, fmt.Sprintf("`/rollout wave check %s` shows what is open.", run.Wave),
		"%s has begun, so its entry criteria are settled. Nothing was changed.", sentence(run.Title))
}

// attests refuses a tick of a criterion that something else judges.
func attests(c GateCriterion) error {
	if c.Attests() {
		return nil
	}
	waive := fmt.Sprintf("If it must not hold the wave, ask for it with `/rollout wave waive %s because …`.", c.Key)
	why := ""
	switch {
	case c.BuiltIn == Nothing:
		why, waive = "stands for a gate without criteria", "Say why it has none with the button of `wave check`."
	case c.Status == Unclear:
		why, waive = "was not understood", "Write it clearer in the plan and import it again. "+waive
	case c.Criterion.Kind == ByMetric:
		why = "is judged by a reading of the metric"
	case c.Criterion.Kind == ByReview:
		why = "is judged by the record of the review"
	case c.Criterion.Kind == ByIncident:
		why = "is judged by the incidents on record"
	case c.Criterion.Kind == ByWave:
		why = "is judged by where that wave stands"
	case c.Criterion.Kind == ByDate:
		why = "is judged by the calendar"
	}
	return Problemf(Conflict, waive, "%s %s, so nobody ticks it. Nothing was changed.", c.Key, why)
}

// with is m and one more, without changing m.
func with[K comparable, V any](m map[K]V, k K, v V) map[K]V {
	all := make(map[K]V, len(m)+1)
	maps.Copy(all, m)
	all[k] = v
	return all
}
