package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// phrases say what an approval of each kind asks for: "waive W1.4 of wave 1 …".
// They are made of the facts that the kind froze when it was asked.
var phrases = map[rollout.ApprovalKind]func(facts) string{
	rollout.ApproveWaiver: waiverPhrase,
	rollout.ApproveResume: resumePhrase,
}

// effects say what approving each kind does, as the button asks before it does.
var effects = map[rollout.ApprovalKind]string{
	rollout.ApproveWaiver: "Its gate waits for this criterion no more.",
	rollout.ApproveResume: "Those who took the agent from its users are asked to give it back.",
}

// ApprovalPhrase says what an approval asks for. A kind without words is a
// fault of ours, which a test looks for.
func ApprovalPhrase(a rollout.Approval) string {
	words, ok := phrases[a.For]
	if !ok {
		return Line(string(a.For))
	}
	return words(a.Facts)
}

// ApprovalCard is the approval's one card, in the plan's home. When it is
// settled it has no buttons and says who and when.
func ApprovalCard(a rollout.Approval, _ time.Time) Card {
	var d draft
	lead := dots("*"+Line(a.ID)+"*", Person(a.Asker)+" asks to "+ApprovalPhrase(a), Excerpt(a.Agent, 80))
	d.say("%s", lead)
	d.lines("Why: " + longText(Esc(a.Because)))
	if a.State == rollout.ApprovalOpen {
		d.lines(waitsFor(a))
		d.buttons(approvalButtons(a)...)
		d.small(expiryWords(a))
	} else {
		d.lines(settledApproval(a, a.Asked))
	}
	return d.card(lead)
}

// waitsFor says who can decide.
func waitsFor(a rollout.Approval) string {
	return "For " + Places(a.Told) + " to decide; who asks never does."
}

func expiryWords(a rollout.Approval) string {
	if a.Expires.IsZero() {
		return ""
	}
	return "Without an answer it expires " + Time(a.Expires) + "."
}

func approvalButtons(a rollout.Approval) []Button {
	approve := approveButton(a)
	approve.Style = Primary
	return []Button{approve, declineButton(a)}
}

// approveButton lets something out, so it asks first: what, and what that does.
func approveButton(a rollout.Approval) Button {
	return Button{
		Text: "Approve", Line: "approve " + a.ID, Label: "Approve " + a.ID,
		Confirm: &Confirm{
			Title: "Approve " + a.ID + "?", Text: Truncate(sentence(ApprovalPhrase(a)), 200) + ". " + effects[a.For], Confirm: "Approve", Deny: "Not yet",
		},
	}
}

func declineButton(a rollout.Approval) Button {
	return Button{Text: "Decline", Line: "decline " + a.ID, Label: "Decline " + a.ID}
}

// settledApproval says how an approval ended, by whom and when.
func settledApproval(a rollout.Approval, from time.Time) string {
	when := When(a.Decided, from)
	switch a.State {
	case rollout.ApprovalApproved:
		return "Approved by " + Person(a.By) + " · " + when
	case rollout.ApprovalDeclined:
		return "Declined by " + Person(a.By) + " · " + when + " · " + longText(Esc(a.Answer))
	case rollout.ApprovalExpired:
		return "Expired " + Time(a.Decided) + ": nobody decided"
	case rollout.ApprovalSuperseded:
		return "No longer asked, " + when + ": " + supersededWords(a)
	}
	return ""
}

func supersededWords(a rollout.Approval) string {
	switch {
	case a.Answer == rollout.WhyChanged && a.For == rollout.ApproveWaiver:
		return "the criterion's text was changed"
	case a.Answer == rollout.WhyWorse:
		return "the count of " + Line(a.Facts[rollout.FactCount]) + " got worse"
	case a.Answer == rollout.WhyChanged:
		return "what it asks for was changed"
	}
	return "nothing is left to decide"
}

// approvalOf is the approval that a notice speaks of: as it is now, else as its
// facts have it.
func (n notice) approvalOf() rollout.Approval {
	if a, ok := n.record.(rollout.Approval); ok {
		return a
	}
	return rollout.Approval{
		ID: n.facts[rollout.FactID], Agent: n.facts[rollout.FactAgent], For: rollout.ApprovalKind(n.facts[rollout.FactFor]),
		Asker: n.user(rollout.FactAsker), Because: n.facts[rollout.FactBecause], Facts: n.facts,
		Told: n.places(rollout.FactAsked), Expires: n.time(rollout.FactExpires), State: rollout.ApprovalOpen,
	}
}

// askedNotice tells somebody that a decision waits for them.
func askedNotice(n notice) Card { return ApprovalCard(n.approvalOf(), n.now) }

// decidedNotice tells the asker how it ended, as its facts have it: it is said
// once.
func decidedNotice(n notice) Card {
	a := n.approvalOf()
	a.State, a.By, a.Answer = rollout.ApprovalState(n.facts[rollout.FactState]), n.user(rollout.FactBy), n.facts[rollout.FactNote]
	if a.Decided.IsZero() {
		a.Decided = n.now
	}
	var d draft
	lead := dots("*"+Line(a.ID)+"*", settledApproval(a, n.now))
	d.say("%s", lead)
	d.say("%s", dots("You asked to "+ApprovalPhrase(a), Excerpt(a.Agent, 80)))
	if in, row := n.facts[rollout.FactIn], n.facts[rollout.FactRow]; a.For == rollout.ApproveWaiver && in != "" && row != "" {
		d.buttons(Button{Text: "Check the gate", Line: "in " + in + " wave check " + row, Label: "Check the gate of " + oneLine(n.facts[rollout.FactWave])})
	}
	return d.card(lead)
}

// ApprovalAsked answers who asked: whom it waits for.
func ApprovalAsked(a rollout.Approval) Card {
	return said("*%s* asks to %s.\n%s You hear how it ends.", Line(a.ID), ApprovalPhrase(a), waitsFor(a))
}

// ApprovalSettled answers a decision. changed is false when it had been settled
// before; then it says by whom.
func ApprovalSettled(a rollout.Approval, changed bool, now time.Time) Card {
	id := "*" + Line(a.ID) + "*"
	switch {
	case !changed:
		return said("%s is settled already. %s. Nothing changed.", id, settledApproval(a, now))
	case a.State == rollout.ApprovalApproved:
		return said("%s is approved: %s. %s hears of it.", id, ApprovalPhrase(a), Person(a.Asker))
	case a.State == rollout.ApprovalDeclined:
		return said("%s is declined. %s hears why.", id, Person(a.Asker))
	}
	return said("%s was not approved: %s since it was asked. %s hears of it and may ask again.", id, supersededWords(a), Person(a.Asker))
}

// approvalWait is an approval among the things that wait on whoever decides it.
func approvalWait(w rollout.Waiting, _ time.Time) waitLine {
	a := *w.Approval
	return waitLine{
		text:   dots("*"+Line(a.ID)+"*", Person(a.Asker)+" asks to "+ApprovalPhrase(a), Excerpt(a.Agent, 80), "why: "+Quote(a.Because, 200)),
		brief:  "decide " + Line(a.ID) + " (" + ApprovalPhrase(a) + ")",
		button: approveButton(a),
	}
}

// Decision says which buttons stand at what waits to be decided.
type Decision int

// What is offered: the one that was typed, or both, where the words behind
// "approve" may say no.
const (
	OfferApprove Decision = iota
	OfferDecline
	OfferBoth
)

// of are the offered ones of a request's two buttons.
func (o Decision) of(approve, decline Button) []Button {
	switch o {
	case OfferApprove:
		return []Button{approve}
	case OfferDecline:
		return []Button{decline}
	}
	return []Button{decline, approve}
}

// ApprovalsForYou answers "approve" or "decline" without a name: what waits for the
// asker to decide, with the buttons that decide it. Nothing is let out by a word that
// does not name it. because is what was typed behind the verb, which they carry.
func ApprovalsForYou(all []rollout.Approval, pauses []rollout.Pause, offer Decision, because string) Card {
	const most = 10
	var d draft
	n := len(all) + len(pauses)
	text := "One request waits for you. Nothing was decided yet."
	if n > 1 {
		text = fmt.Sprintf("%d requests wait for you. Nothing was decided yet.", n)
	}
	d.say("%s", text)
	long, carried := false, 0
	carry := func(b Button) Button {
		switch line := b.Line + " because " + escaper.Replace(because); {
		case because == "":
		case len(line) > maxLine:
			long = true
		default:
			b.Line = line
			carried++
		}
		return b
	}
	decide := func(text string, bs []Button) {
		if len(bs) == 1 {
			d.with(bs[0], text)
			return
		}
		d.say("%s", text)
		d.buttons(bs...)
	}
	for _, a := range all[:min(len(all), most)] {
		decide(dots("*"+Line(a.ID)+"*", Person(a.Asker)+" asks to "+ApprovalPhrase(a), Excerpt(a.Agent, 80), "why: "+Quote(a.Because, 200)),
			offer.of(carry(approveButton(a)), carry(declineButton(a))))
	}
	for _, p := range pauses[:min(len(pauses), max(0, most-len(all)))] {
		bs := decideButtons(p)
		yes, no := bs[0], bs[1]
		yes.Style, no.Style = Plain, Plain
		if offer != OfferApprove { // that an agent is stopped takes no reason
			no = carry(no)
		}
		decide(dots("*"+Line(p.ID)+"*", Person(p.Asker)+" asks to pause "+textOr(Excerpt(p.Agent, 80)), "why: "+Quote(p.Text, 200)), offer.of(yes, no))
	}
	switch {
	case long:
		d.small("Your reason is too long for a button. Send it behind the name of the request.")
	case offer == OfferBoth && carried > 1:
		d.small("The buttons say why: " + Quote(because, 300))
	case carried > 0:
		d.small("The button says why: " + Quote(because, 300))
	}
	if n > most {
		d.small(count(n-most, "more is not shown", "more are not shown") + ": " + Code("approvals"))
	}
	return d.card(text)
}

// NotYours answers who may not decide an approval: whom it waits for.
func NotYours(n *rollout.NotYours) Card {
	id := "*" + Line(n.ID) + "*"
	if n.Asker {
		return said("You asked for %s yourself, and who asks never decides. Nothing was changed. It waits for %s.", id, Places(n.Who))
	}
	return said("%s is for %s to decide. Nothing was changed.", id, Places(n.Who))
}

// ApprovalReworded answers another reason for what was asked for before.
func ApprovalReworded(a rollout.Approval, changed bool) Card {
	if !changed {
		return said("*%s* asks for this already. Nothing was changed.\n%s", Line(a.ID), waitsFor(a))
	}
	return said("*%s* asks for this already; it says your new reason now: %s\n%s", Line(a.ID), Quote(a.Because, 200), waitsFor(a))
}

// DeclineForm asks why an approval is declined. Its field is "because".
func DeclineForm(a rollout.Approval) Form {
	return Form{
		Title: "Decline " + a.ID, Submit: "Decline", Line: "decline " + a.ID,
		Blocks: []Block{
			Section{Text: Person(a.Asker) + " asks to " + ApprovalPhrase(a)},
			Input{Name: "because", Label: "Why not?", Hint: "Whoever asked reads this.", Kind: TextArea},
		},
	}.Fit()
}
