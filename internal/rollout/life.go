package rollout

import (
	"fmt"
	"maps"
	"strings"
	"time"
	"unicode/utf8"
)

// OpenIncident opens incident number num with a snapshot of its area's policy
// and tells the area's owner, or arms a timer that will. Text is kept as it is;
// an empty one, one of more than 3,000 characters, an area that the plan does
// not have and a severity that does not exist are Problems.
func OpenIncident(p Plan, s State, num uint64, by Actor, r Report, d Duty, now time.Time) (Incident, Effects, error) {
	if err := checkText(r.Text, "Say what is wrong, for example `/rollout report it shows salary data`.", "nothing was opened"); err != nil {
		return Incident{}, Effects{}, err
	}
	sev, area, areaBy := r.Sev, r.Area, ""
	if sev == 0 {
		sev = DefaultSeverity
	}
	if sev < 1 || sev > 4 {
		return Incident{}, Effects{}, &Problem{
			Kind: Invalid, Field: "sev",
			Text: fmt.Sprintf("There is no severity %d, so nothing was opened.", sev),
			Next: "Use sev1 (worst) to sev4.",
		}
	}
	if area == "" {
		area, areaBy = DefaultArea(p), "default"
	}
	if _, ok := areaOf(p, area); !ok {
		return Incident{}, Effects{}, &Problem{
			Kind: Missing, Field: "area",
			Text: fmt.Sprintf("The plan has no support area %s, so nothing was opened.", quoted(string(area))),
			Next: "`/rollout plan show support` lists the areas; without an area the report goes to the default one.",
		}
	}
	now = wholeSecond(now)
	pol := PolicyFor(p, s, area, sev)
	m := newMove(Incident{
		Schema: 1, ID: fmt.Sprintf("INC-%d", num), Num: num, Plan: p.ID, Agent: s.Agent,
		Sev: sev, Text: r.Text, Reporter: by.User, Opened: now, AreaBy: areaBy,
		Trigger: Trigger(p, pol.Kind, sev, r.Text),
		State:   IncidentOpen, Gen: 1, Policy: pol, AnswerBy: pol.AnswerBy(now), Step: -1,
		Mute: by.Person.Account == Bot,
	}, d, now)
	m.was = Incident{} // before there was none: every timer is new
	m.in.Home = homeOf(pol, d)
	m.stand(m.in.Home)
	m.did(Happening{What: DidOpen, Who: by.User})
	m.start(WhyOpening)
	if !m.toldNow(by.User) && !m.in.Mute {
		m.reporter(NoticeOpened, by.User)
		for _, n := range m.e.Notices {
			if n.Kind == NoticeOpened {
				maps.Copy(n.Facts, s.HaltFacts())
			}
		}
		m.in.LateAt = m.in.lateAfter()
	}
	in, e := m.done(VerbOpen, r.Text)
	return in, e, nil
}

// Ack is somebody taking the incident on: the first wins, and nobody else is
// told any more. On one that is acknowledged or resolved it does nothing, and
// is no error: the incident itself says who was first.
func Ack(in Incident, by Actor, now time.Time) (Incident, Effects, error) {
	if in.State != IncidentOpen {
		return in, Effects{}, nil
	}
	m := newMove(in, Duty{}, now)
	m.settle()
	m.in.State, m.in.AckBy, m.in.AckAt = IncidentAcked, by.User, m.now
	m.did(Happening{What: DidAck, Who: by.User})
	m.answered(by.User)
	m.reporterOf(by, NoticeAnswered)
	after, e := m.done(VerbAck, "")
	return after, e, nil
}

// Release takes back a mistaken acknowledgement: the incident is open again,
// step 0 is told again and the path starts over. The answer clock stays stopped
// at the first acknowledgement. Only an acknowledged incident can be released.
func Release(in Incident, by Actor, d Duty, now time.Time) (Incident, Effects, error) {
	switch in.State {
	case IncidentAcked:
	case IncidentOpen:
		return in, Effects{}, Problemf(Conflict, fmt.Sprintf("Take it with `/rollout incident ack %s`.", in.ID),
			"Nobody has acknowledged %s, so there is nothing to release. Nothing was changed.", in.ID)
	default:
		return in, Effects{}, Problemf(Conflict, fmt.Sprintf("Look with `/rollout incident show %s`; report a new problem with `/rollout report`.", in.ID),
			"%s is %s and stays so. Nothing was changed.", in.ID, in.State)
	}
	m := newMove(in, d, now)
	m.settle()
	m.in.State, m.in.AckBy, m.in.AckAt = IncidentOpen, "", time.Time{}
	m.did(Happening{What: DidRelease, Who: by.User})
	m.start(WhyRelease)
	m.reporterOf(by, NoticeReleased)
	after, e := m.done(VerbRelease, "")
	return after, e, nil
}

// AddNote keeps what somebody has to add, in every state. An empty text and one
// of more than 3,000 characters are Problems.
func AddNote(in Incident, by Actor, text string, now time.Time) (Incident, Effects, error) {
	example := fmt.Sprintf("Say what to note, for example `/rollout incident note %s we are looking into it`.", in.ID)
	if err := checkText(text, example, "nothing was noted"); err != nil {
		return in, Effects{}, err
	}
	m := newMove(in, Duty{}, now)
	m.in.Notes++
	m.e.Put = append(m.e.Put, Note{Schema: 1, Incident: in.ID, Num: m.in.Notes, By: by.User, At: m.now, Text: text})
	m.line(Happening{What: DidNote, Who: by.User, Args: map[string]string{FactNote: text}})
	after, e := m.done(VerbNote, text)
	return after, e, nil
}

// Resolve ends the incident, acknowledged or not; text says how and may be
// empty. On one that is resolved or closed it does nothing, and is no error; only a
// text for one that ended without any becomes a note.
func Resolve(in Incident, by Actor, text string, d Duty, now time.Time) (Incident, Effects, error) {
	if !in.Live() {
		if text != "" && in.Resolution == "" {
			return AddNote(in, by, text, now)
		}
		return in, Effects{}, nil
	}
	if text != "" {
		if err := checkText(text, "Leave the text out, or say how it ended.", "nothing was resolved"); err != nil {
			return in, Effects{}, err
		}
	}
	m := newMove(in, d, now)
	m.settle()
	m.in.State, m.in.ResolvedBy, m.in.ResolvedAt, m.in.Resolution = IncidentResolved, by.User, m.now, text
	m.did(Happening{What: DidResolve, Who: by.User, Args: args(FactResolution, text)})
	m.answered(by.User)
	m.reporterOf(by, NoticeResolved)
	after, e := m.done(VerbResolve, text)
	return after, e, nil
}

// checkText refuses a text that says nothing or too much.
func checkText(text, example, unchanged string) error {
	if strings.TrimSpace(text) == "" {
		return &Problem{Kind: Invalid, Field: "text", Text: fmt.Sprintf("The text is empty, so %s.", unchanged), Next: example}
	}
	if n := utf8.RuneCountInString(text); n > maxText {
		return &Problem{
			Kind: Invalid, Field: "text",
			Text: fmt.Sprintf("The text has %d characters; at most 3,000 are kept, so %s.", n, unchanged),
			Next: "Shorten it, or put the rest into a note.",
		}
	}
	return nil
}

// homeOf is where the card stands: for a private incident the private channel
// that fills the owner's role, or nowhere; else the plan's home. A plan without
// anybody has the fallback channel.
func homeOf(p Policy, d Duty) Place {
	switch {
	case p.Private:
		for _, role := range p.Steps[0].Roles {
			for _, place := range fills(d, role) {
				if d.Private[place.Channel()] {
					return place
				}
			}
		}
		return ""
	case d.Home != "" || d.PlanOwner != "":
		return d.HomePlace()
	case d.House.Fallback != "":
		return In(d.House.Fallback)
	}
	return ""
}
