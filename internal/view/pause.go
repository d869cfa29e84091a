package view

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// PauseCard is the pause's one card, in the plan's home, where everybody sees
// it.
func PauseCard(p rollout.Pause, now time.Time) Card {
	var d draft
	lead := pauseLead(p)
	d.say("%s", bold(lead, strings.SplitN(lead, " · ", 2)[0]))
	d.lines(pauseText(p), decidedWords(p), resumeWords(p))
	d.lines(pauseAlso(p)...)
	if p.State == rollout.PauseRequested {
		d.lines(pauseNext(p))
		d.buttons(decideButtons(p)...)
		d.small("Approving begins with: "+firstStep(p), "A pause takes the agent from everybody. Whoever answers for it may decide.")
		return d.card(lead)
	}
	steps(&d, p)
	if p.State == rollout.PausePaused {
		d.buttons(Button{Text: "Ask to resume", Line: pauseLine(p, "resume"), Label: "Ask to resume " + Line(p.Agent)})
	}
	d.small(pauseFigures(p), pauseNext(p))
	return d.card(lead)
}

// pauseLead says what matters first: whether users reach the agent.
func pauseLead(p rollout.Pause) string {
	agent := textOr(Excerpt(p.Agent, 80))
	switch p.State {
	case rollout.PauseRequested:
		return dots("Pause requested", Line(p.ID), agent, "asked by "+Person(p.Asker)+" "+Time(p.Asked))
	case rollout.PauseStopping:
		return dots("Stopping", Line(p.ID), agent, stoppingWords(p))
	case rollout.PausePaused:
		return dots("Paused", Line(p.ID), agent, "paused since "+Time(p.PausedAt)+" by "+Person(p.DecidedBy))
	case rollout.PauseResumeAsked:
		lead := "Resume requested"
		if !p.Stopped() {
			return dots(lead, Line(p.ID), agent, stoppingWords(p))
		}
		return dots(lead, Line(p.ID), agent, "paused since "+Time(p.PausedAt)+" by "+Person(p.DecidedBy))
	case rollout.PauseResumed:
		return dots("Resumed", Line(p.ID), agent, "by "+Person(p.ResumedBy)+" "+Time(p.ResumedAt))
	case rollout.PauseDeclined:
		return dots("Pause declined", Line(p.ID), agent, "by "+Person(p.DecidedBy)+" "+Time(p.DecidedAt))
	}
	return dots(Line(p.ID), agent)
}

// stoppingWords name the steps that stop the agent and are not confirmed.
func stoppingWords(p rollout.Pause) string {
	var open []string
	for i, s := range p.Steps {
		if s.Stops && !s.Done() {
			open = append(open, fmt.Sprintf("%d (%s)", i+1, stepOwner(s)))
		}
	}
	switch len(open) {
	case 0:
		return "users may still reach the agent"
	case 1:
		return "users still reach the agent until step " + open[0] + " is confirmed"
	}
	return "users still reach the agent until steps " + List(open, 3) + " are confirmed"
}

// HaltedBrief says that an agent is paused or being stopped, from its HaltFacts;
// "" when it is neither.
func HaltedBrief(halt map[string]string, now time.Time) string {
	if at := facts(halt).time(rollout.FactPausedAt); !at.IsZero() {
		return "the agent is paused since " + When(at, now)
	}
	if at := facts(halt).time(rollout.FactStoppingAt); !at.IsZero() {
		return "the agent is being stopped since " + When(at, now)
	}
	return ""
}

func stepOwner(s rollout.PauseStep) string {
	if s.Owner == "" {
		return "plan owner"
	}
	return Role(s.Owner)
}

func firstStep(p rollout.Pause) string {
	for i, s := range p.Steps {
		if s.Wait == "" {
			return fmt.Sprintf("step %d, %s (%s)", i+1, Excerpt(s.Text, 120), stepOwner(s))
		}
	}
	return "its procedure"
}

func pauseText(p rollout.Pause) string {
	switch {
	case p.State == rollout.PauseDeclined && p.Because != "":
		return joined([]string{why(p.Text), "Declined because: " + longText(Esc(p.Because)), "Users keep the agent."}, "\n")
	case p.Text == "":
		return "Paused at once, without a reason given."
	}
	return why(p.Text)
}

func why(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return "Why: " + longText(Esc(text))
}

// decidedWords says who asked and who decided.
func decidedWords(p rollout.Pause) string {
	if p.DecidedAt.IsZero() || p.State == rollout.PauseDeclined {
		return ""
	}
	if p.DecidedAt.Equal(p.Asked) && p.DecidedBy == p.Asker {
		return "Decided at once by " + Person(p.DecidedBy) + " " + Time(p.DecidedAt)
	}
	return "Asked by " + Person(p.Asker) + " " + Time(p.Asked) + ", approved by " + Person(p.DecidedBy) + " " + When(p.DecidedAt, p.Asked) + saying(p.Because)
}

// saying quotes what somebody added to what they did, "" for nothing.
func saying(text string) string {
	if strings.TrimSpace(text) == "" {
		return ""
	}
	return ": " + Quote(text, 300)
}

func resumeWords(p rollout.Pause) string {
	switch {
	case p.State == rollout.PauseResumeAsked:
		return Person(p.ResumeAsker) + " asks to resume, " + When(p.ResumeAsked, p.Asked) + ": " + Quote(p.ResumeText, 300)
	case p.State == rollout.PauseResumed:
		return Person(p.ResumeAsker) + " asked to resume, " + When(p.ResumeAsked, p.Asked) + saying(p.ResumeText)
	}
	return ""
}

func pauseAlso(p rollout.Pause) []string {
	const most = 5
	var lines []string
	for i, a := range p.Also {
		if i == most {
			lines = append(lines, fmt.Sprintf("and %d more, in the thread", len(p.Also)-most))
			break
		}
		lines = append(lines, Person(a.By)+" asks too: "+Quote(a.Text, 200))
	}
	return lines
}

// pauseNext says what happens by itself when nobody acts.
func pauseNext(p rollout.Pause) string {
	if p.NextAt.IsZero() {
		return ""
	}
	unless := "unless somebody decides"
	who := []string{"plan owner and rollout lead", "the security area's owner and path", "administrators and the fallback channel"}
	if p.State != rollout.PauseRequested {
		unless = "unless the step is confirmed"
		who[0], who[1] = "the steps' owners", "plan owner, rollout lead and the security area"
	}
	if p.Rung < len(who) {
		return "Next: " + who[p.Rung] + " " + When(p.NextAt, p.Asked) + ", " + unless
	}
	return "Next: everybody again " + Time(p.NextAt) + ", then once a day, " + unless
}

// pauseFigures are how long it took.
func pauseFigures(p rollout.Pause) string {
	if p.State == rollout.PauseDeclined || p.DecidedAt.IsZero() {
		return ""
	}
	stop := ""
	if !p.PausedAt.IsZero() {
		stop = "time to stop " + Duration(p.TimeToStop())
	}
	answer := ""
	if p.TimeToAnswer() > 0 { // stopped at once: nobody had to answer
		answer = "time to acknowledge " + Duration(p.TimeToAnswer())
	}
	return sentence(dots(answer, stop))
}

// shownSteps is how many steps a card lists.
const shownSteps = 25

// steps is the procedure as a checklist, with a button at each that can be
// confirmed now.
func steps(d *draft, p rollout.Pause) {
	if p.State == rollout.PauseDeclined || p.State == rollout.PauseRequested {
		return
	}
	reached := p.Reached()
	for i, s := range p.Steps {
		if i == shownSteps {
			d.small(fmt.Sprintf("and %d more: %s", len(p.Steps)-i, Code(pauseLine(p, "pause step "+p.ID+" N done"))))
			break
		}
		n := i + 1
		text := fmt.Sprintf("%d. %s", n, Excerpt(s.Text, 300))
		switch {
		case s.Wait != "" && s.Done():
			d.say("%s", text+" · over since "+When(s.At, p.Asked))
		case s.Wait != "" && !p.WaitAt.IsZero() && firstOpen(p) == i:
			until := " · until " + Time(p.WaitAt)
			if p.State == rollout.PauseResumeAsked && p.Stopped() {
				until += ", but not before it is decided whether to resume"
			}
			d.say("%s", text+until)
		case s.Wait != "":
			d.say("%s", text+" · waits for the steps before")
		case s.Done():
			d.say("%s", text+" · done by "+Person(s.By)+" "+When(s.At, p.Asked))
		case slices.Contains(reached, n):
			d.with(stepButton(p, n), text+" · "+stepOwner(s)+" · not confirmed")
		default:
			d.say("%s", text+" · "+stepOwner(s))
		}
	}
}

func firstOpen(p rollout.Pause) int {
	return slices.IndexFunc(p.Steps, func(s rollout.PauseStep) bool { return !s.Done() })
}

func stepButton(p rollout.Pause, n int) Button {
	s := p.Steps[n-1]
	b := Button{
		Text: "Step " + strconv.Itoa(n) + " done", Line: pauseLine(p, "pause step "+p.ID+" "+strconv.Itoa(n)+" done"),
		Label: "Step " + strconv.Itoa(n) + " done: confirm it for " + p.ID,
	}
	if s.Stops {
		b.Confirm = &Confirm{
			Title: "Confirm step " + strconv.Itoa(n) + "?", Text: "It is done: " + Quote(s.Text, 150) + ". Everybody reads that users no longer reach the agent once the last such step is confirmed.",
			Confirm: "It is done", Deny: "Not yet",
		}
	}
	return b
}

func decideButtons(p rollout.Pause) []Button {
	return []Button{
		{
			Text: "Pause the agent", Line: pauseLine(p, "pause approve "+p.ID), Style: Danger, Label: "Pause the agent: approve " + p.ID,
			Confirm: &Confirm{
				Title: "Pause the agent?", Text: "Its users lose " + textOr(Excerpt(p.Agent, 80)) + " as soon as the procedure is done; its owners are asked to do it now.",
				Confirm: "Pause it", Deny: "Not now",
			},
		},
		{Text: "Decline", Line: pauseLine(p, "pause decline "+p.ID), Label: "Decline " + p.ID},
	}
}

// pauseLine is a line of a button: the plan is named, so that it means the same
// everywhere.
func pauseLine(p rollout.Pause, line string) string { return "in " + string(p.Plan) + " " + line }

// pauseOffer is the button of an incident that may meet a pause trigger of its
// plan. A request is read by everybody, so that of a private incident it says
// only that there is one.
func pauseOffer(in rollout.Incident) []Button {
	if in.Trigger == "" {
		return nil
	}
	what := in.ID
	if in.Policy.Private {
		what = "A private incident"
	}
	return askForPause(in.Plan, what, in.ID, in.Trigger)
}

// askForPause is the button that asks for a pause because a trigger of the plan may
// be met; of is the thing's name for screen readers.
func askForPause(plan rollout.PlanID, what, of, trigger string) []Button {
	quoted := Truncate(oneLine(trigger), 300)
	return []Button{{
		Text: "Request pause", Label: "Request pause because of " + of,
		Line: "in " + string(plan) + " pause request " + escaper.Replace(what+" may meet the pause trigger “"+quoted+"”"),
		Confirm: &Confirm{
			Title: "Ask for a pause?", Text: "It may meet the pause trigger " + Quote(trigger, 150) + ". Who may decide is asked now, at night as well.",
			Confirm: "Ask now", Deny: "Not now",
		},
	}}
}
