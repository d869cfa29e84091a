package rollout

import (
	"fmt"
	"slices"
	"time"
)

// IncidentState is where an incident stands.
type IncidentState string

// The stored states of an incident.
const (
	IncidentOpen     IncidentState = "open"
	IncidentAcked    IncidentState = "acked"
	IncidentResolved IncidentState = "resolved"
	IncidentClosed   IncidentState = "closed"
)

// closeAfter is how long a resolved incident can still be looked at as such.
const closeAfter = 7 * 24 * time.Hour

// maxText is how long a report, a note or a resolution may be, in characters.
const maxText = 3000

// Verbs of incidents, as the audit record has them: what people do, then what
// timers do.
const (
	VerbOpen    Verb = "incident.open"
	VerbAck     Verb = "incident.ack"
	VerbRelease Verb = "incident.release"
	VerbNote    Verb = "incident.note"
	VerbResolve Verb = "incident.resolve"
	VerbStep    Verb = "incident.step"   // a step was told, or the round ended
	VerbRemind  Verb = "incident.remind" // or the reminder had been overtaken
	VerbDaily   Verb = "incident.daily"  // an exhausted one was told again
	VerbLate    Verb = "incident.late"   // its reporter was told that the answer is late
	VerbHold    Verb = "incident.hold"   // put off: missed while down and the area is closed, or a step goes first
	VerbClose   Verb = "incident.close"
)

// Incident is one problem of an agent, from report to close. Gen rises with
// each transition that changes who must act; a timer or a personal notice of
// an older generation does nothing.
type Incident struct {
	Schema   int           `json:"schema"`
	ID       string        `json:"id"`  // "INC-7"
	Num      uint64        `json:"num"` // 7
	Plan     PlanID        `json:"plan"`
	Agent    string        `json:"agent"`
	Sev      Severity      `json:"sev"`
	Text     string        `json:"text"` // as reported, never shortened
	Reporter UserID        `json:"reporter"`
	Opened   time.Time     `json:"opened"`
	AreaBy   string        `json:"area_by,omitempty"` // "default" when nobody named the area
	State    IncidentState `json:"state"`
	Gen      uint64        `json:"gen"`
	Policy   Policy        `json:"policy"`
	Trigger  string        `json:"trigger,omitempty"` // the pause trigger that it may meet, as the plan has it
	Home     Place         `json:"home"`              // where the card and its thread stand; "" for a private incident known in direct messages only
	Places   []Place       `json:"places,omitempty"`

	Step      int       `json:"step"` // the newest step that fired; -1: none yet
	StepAt    time.Time `json:"step_at,omitzero"`
	Round     int       `json:"round"` // from 1
	Held      bool      `json:"held,omitempty"`
	Exhausted bool      `json:"exhausted,omitempty"`
	Base      time.Time `json:"base,omitzero"`      // what the round counts from: opening, release, or its own start
	NextAt    time.Time `json:"next_at,omitzero"`   // when the next step, or the end of the round, is due; zero: none
	RemindAt  time.Time `json:"remind_at,omitzero"` // when the reminder is due; zero: none
	DailyAt   time.Time `json:"daily_at,omitzero"`  // when the exhausted incident is told again; zero: not
	AnswerBy  time.Time `json:"answer_by,omitzero"`
	Mute      bool      `json:"mute,omitempty"`     // its reporter is a bot, to which nobody writes
	LateAt    time.Time `json:"late_at,omitzero"`   // when its reporter hears that the answer is late; zero: not
	SaidEnd   bool      `json:"said_end,omitempty"` // its reporter has heard that the whole path was told
	Told      []Told    `json:"told,omitempty"`

	AckBy    UserID    `json:"ack_by,omitempty"`
	AckAt    time.Time `json:"ack_at,omitzero"`
	FirstAck UserID    `json:"first_ack,omitempty"` // stops the answer clock for good
	FirstAt  time.Time `json:"first_at,omitzero"`

	ResolvedBy UserID    `json:"resolved_by,omitempty"`
	ResolvedAt time.Time `json:"resolved_at,omitzero"`
	Resolution string    `json:"resolution,omitempty"`
	ClosedAt   time.Time `json:"closed_at,omitzero"`

	Trail []Happening `json:"trail,omitempty"` // what happened, oldest first; bounded by rounds and people
	Notes int         `json:"notes,omitempty"` // how many Note records there are
}

// Happening is one line of an incident's story. Args are plain data, named as
// the facts of a notice are (notices.go).
type Happening struct {
	At    time.Time         `json:"at"`
	What  What              `json:"what"`
	Who   UserID            `json:"who,omitempty"`
	Round int               `json:"round,omitempty"`
	Step  int               `json:"step"`
	Notes int               `json:"notes,omitempty"` // how many notes stood on the incident by then: times are whole seconds
	Args  map[string]string `json:"args,omitempty"`
}

// What names a happening; its words are in view.
type What string

// What can happen to an incident.
const (
	DidOpen     What = "opened"
	DidHold     What = "held"        // opened or released outside hours: people are told at until
	DidTell     What = "told"        // a role was told: role, to
	DidRemind   What = "reminded"    // told before in this round, still unanswered: role, to
	DidMiss     What = "nobody"      // nobody fills the role
	DidLeaveOut What = "left out"    // a public channel fills a role of a private area: role, to
	DidSkip     What = "skipped"     // the step was due at due while the bot was down
	DidRound    What = "round"       // the path starts again, for round
	DidExhaust  What = "exhausted"   // the end of the path, nobody answered
	DidMissAll  What = "unreachable" // no step reaches anybody
	DidDaily    What = "told again"  // exhausted, and told for the times-th day
	DidSayLate  What = "said late"   // its reporter was told that nobody has answered
	DidAck      What = "acked"
	DidRelease  What = "released"
	DidNote     What = "note" // never in the trail: notes are records of their own
	DidResolve  What = "resolved"
	DidClose    What = "closed"
)

// Note is what somebody added to an incident.
type Note struct {
	Schema   int       `json:"schema"`
	Incident string    `json:"incident"`
	Num      int       `json:"num"` // from 1 within the incident
	By       UserID    `json:"by"`
	At       time.Time `json:"at"`
	Text     string    `json:"text"`
}

// Report is what somebody who opens an incident says.
type Report struct {
	Text string
	Area RowID    // "" takes the plan's default area
	Sev  Severity // 0 takes DefaultSeverity
}

// IncidentDid is an incident as an action on several left it; Changed is false when
// it was so already. Receipts hold it, so its names stay.
type IncidentDid struct {
	Incident Incident `json:"incident"`
	Changed  bool     `json:"changed"`
	Noted    bool     `json:"noted,omitempty"` // of a resolve: it was over, and the text became a note
}

// Viewer is who looks, and from where.
type Viewer struct {
	User    UserID
	Channel ChannelID // where the request was made; "" outside channels
	Admin   bool
}

// Kind is the incident's kind of record.
func (in Incident) Kind() string { return "incident" }

// Key is the incident's id.
func (in Incident) Key() string { return in.ID }

// Live reports whether somebody still has to do something about it.
func (in Incident) Live() bool { return in.State == IncidentOpen || in.State == IncidentAcked }

// Audience says who may read what the audit record keeps of the incident.
func (in Incident) Audience() Audience {
	if in.Policy.Private {
		return Audience("private/" + in.ID)
	}
	return Everyone
}

// Timers are when the incident wants to be woken: one of a kind at most. They
// follow from the record alone, so that what is armed is never a second truth.
func (in Incident) Timers() []Timer {
	var all []Timer
	for _, k := range incidentTimers {
		if due := in.wakeAt(k); !due.IsZero() {
			all = append(all, Timer{Key: TimerKey(k, in.ID), Kind: k, Plan: in.Plan, Subject: in.ID, Gen: in.Gen, Due: due})
		}
	}
	return all
}

func (in Incident) wakeAt(k TimerKind) time.Time {
	switch {
	case in.State == IncidentResolved && k == TimerClose:
		return in.ResolvedAt.Add(closeAfter)
	case in.State != IncidentOpen:
		return time.Time{}
	case k == TimerStep:
		return in.NextAt
	case k == TimerRemind:
		return in.RemindAt
	case k == TimerDaily:
		return in.DailyAt
	case k == TimerLate && in.FirstAt.IsZero():
		return in.LateAt
	}
	return time.Time{}
}

// Index keeps live incidents findable by plan, worst first then oldest, by
// plan and by whom they wait on, those that owe an answer by when it is due, and
// all of a plan's incidents by number and, for each severity, by when they were
// opened.
func (in Incident) Index() []string {
	keys := []string{
		fmt.Sprintf("plan/%s/%012d", in.Plan, in.Num),
		fmt.Sprintf("opened/%s/%d/%012d/%012d", in.Plan, in.Sev, max(in.Opened.Unix(), 0), in.Num),
	}
	if in.Live() {
		keys = append(keys, fmt.Sprintf("live/%s/%d/%012d", in.Plan, in.Sev, in.Num))
		for _, u := range in.WaitsOn() {
			keys = append(keys, fmt.Sprintf("%s/%s/%d/%012d", WaitsIndex(u), in.Plan, in.Sev, in.Num))
		}
	}
	if in.State == IncidentOpen && in.Exhausted {
		keys = append(keys, fmt.Sprintf(UnansweredIndex+"%s/%d/%012d", in.Plan, in.Sev, in.Num))
	}
	if in.State == IncidentOpen && in.FirstAt.IsZero() && !in.AnswerBy.IsZero() {
		keys = append(keys, fmt.Sprintf("owed/%s/%012d/%012d", in.Plan, in.AnswerBy.Unix(), in.Num))
	}
	return keys
}

// Counts keeps count of a plan's live incidents.
func (in Incident) Counts() []string {
	if !in.Live() {
		return nil
	}
	return []string{LiveCount(in.Plan)}
}

// UnansweredIndex finds the incidents that nobody took on when all who were to be
// told had been, by plan: they wait on those who hold an office.
const UnansweredIndex = "unanswered/"

// LiveCount is the name of the running count of a plan's live incidents.
func LiveCount(p PlanID) string { return "live/" + string(p) }

// WaitsOn are the people who have something to do about a live incident: who has
// it, or, while nobody does, everybody who was told.
func (in Incident) WaitsOn() []UserID {
	switch in.State {
	case IncidentAcked:
		return []UserID{in.AckBy}
	case IncidentOpen:
		var told []UserID
		for _, t := range in.Told {
			if u := t.Place.User(); u != "" && !slices.Contains(told, u) {
				told = append(told, u)
			}
		}
		return told
	}
	return nil
}

// WaitsIndex finds the live incidents that wait on somebody, by plan.
func WaitsIndex(u UserID) string { return "waits/" + string(u) }

// CardPlan is the plan whose incident it is.
func (in Incident) CardPlan() PlanID { return in.Plan }

// CardStanding is who has it since when, and whether it is over.
func (in Incident) CardStanding() string {
	return fmt.Sprint(in.State, in.AckBy, in.AckAt.Unix(), in.ResolvedAt.Unix())
}

// CardPlaces are the channels and direct messages that show the incident's card.
func (in Incident) CardPlaces() []Place { return slices.Clone(in.Places) }

// Kind is the note's kind of record.
func (n Note) Kind() string { return "note" }

// Key orders an incident's notes by their number.
func (n Note) Key() string { return fmt.Sprintf("%s/%06d", n.Incident, n.Num) }

// Index is empty: notes are listed by key.
func (n Note) Index() []string { return nil }
