package view

import (
	"fmt"
	"time"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// Whose says what an open request is to somebody who asks what is open.
type Whose int

// What is theirs to decide comes first.
const (
	ForYou Whose = iota // they can decide it
	ByYou               // they asked for it
	Others              // neither
)

// OpenRequest is something that waits to be decided: an approval, or a pause that
// somebody asks for.
type OpenRequest struct {
	Approval *rollout.Approval
	Pause    *rollout.Pause  // where there is no approval
	Deciders []rollout.Place // who can decide it now; of a pause, who was told
	Whose    Whose
}

// Asked is when it was asked for.
func (r OpenRequest) Asked() time.Time {
	if r.Approval != nil {
		return r.Approval.Asked
	}
	return r.Pause.Asked
}

// RequestsPage is a page of what waits to be decided.
type RequestsPage struct {
	Items   []OpenRequest
	Of      [3]int // how many there are in all, by Whose
	Total   int
	Skipped int
	More    string // the line of the next page; "": there is none
}

// Approvals lists what waits to be decided: what is the reader's with its
// buttons, then what they asked for and who is asked, then the rest.
func Approvals(p RequestsPage) Card {
	if p.Total == 0 {
		return said("Nothing waits to be decided.")
	}
	var d draft
	parts := []string{count(p.Total, "thing waits", "things wait") + " to be decided"}
	for _, w := range []struct {
		whose Whose
		words string
	}{{ForYou, "%d by you"}, {ByYou, "%d that you asked for"}} {
		if n := p.Of[w.whose]; n > 0 {
			parts = append(parts, fmt.Sprintf(w.words, n))
		}
	}
	text := dots(parts...)
	d.say("*%s*", text)
	headings := map[Whose]string{ForYou: "*For you to decide*", ByYou: "*You asked for*", Others: "*Others asked for*"}
	var lines []string
	for i, r := range p.Items {
		if i == 0 || p.Items[i-1].Whose != r.Whose {
			d.pack(lines)
			lines = nil
			d.say("%s", headings[r.Whose])
		}
		if r.Whose != ForYou {
			lines = append(lines, r.line())
			continue
		}
		d.lines(r.line(), r.why())
		d.buttons(r.decideButtons()...)
	}
	d.pack(lines)
	if p.More != "" {
		d.buttons(Button{Text: "Show more", Line: p.More, Label: "Show more of what waits to be decided"})
	}
	return d.card(text)
}

// line is a request in one line, with who is asked where that is not the reader.
func (r OpenRequest) line() string {
	asked := ""
	if r.Whose != ForYou {
		asked = "nobody is left to decide it"
		if len(r.Deciders) > 0 {
			asked = "for " + Places(r.Deciders) + " to decide"
		}
	}
	if a := r.Approval; a != nil {
		expires := ""
		if !a.Expires.IsZero() {
			expires = "expires " + Time(a.Expires)
		}
		return dots("*"+Line(a.ID)+"*", Person(a.Asker)+" asks to "+ApprovalPhrase(*a), Excerpt(a.Agent, 80), asked, expires)
	}
	return dots("*"+Line(r.Pause.ID)+"*", Person(r.Pause.Asker)+" asks to pause "+textOr(Excerpt(r.Pause.Agent, 80)), asked, "asked "+Time(r.Pause.Asked))
}

// why is the reason that was given, for who decides.
func (r OpenRequest) why() string {
	if r.Approval != nil {
		return "Why: " + Excerpt(r.Approval.Because, 300)
	}
	return "Why: " + Excerpt(r.Pause.Text, 300)
}

func (r OpenRequest) decideButtons() []Button {
	if r.Approval == nil {
		return decideButtons(*r.Pause)
	}
	bs := approvalButtons(*r.Approval)
	for i := range bs {
		bs[i].Style = Plain // there may be several in one message
	}
	return bs
}
