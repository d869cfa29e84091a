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
	Home     Place         `json:"home"` // where the card and its thread stand; "" for a private incident known in direct messages only
	Places   []Place       `json:"places,omitempty"`

	Step      int       `json:"step"` // the newest step that fired; -1: none yet
	StepAt    time.Time `json:"step_at,omitzero"`
	Round     int       `json:"round"` // from 1
	Held      bool      `json:"held,omitempty"`
	Exhausted bool      `json:"exhausted,omitempty"`
	NextAt    time.Time `json:"next_at,omitzero"` // when the next step is due; zero: none
	AnswerBy  time.Time `json:"answer_by,omitzero"`
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

// Happening is one line of an incident's story.
type Happening struct {
	At   time.Time         `json:"at"`
	What string            `json:"what"` // "opened", "told", "skipped", "acked" …: the words are in view
	Who  UserID            `json:"who,omitempty"`
	Step int               `json:"step,omitempty"`
	Args map[string]string `json:"args,omitempty"`
}

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

// Index keeps live incidents findable by plan, worst first then oldest, and all
// of a plan's incidents by number.
func (in Incident) Index() []string {
	all := fmt.Sprintf("plan/%s/%012d", in.Plan, in.Num)
	if !in.Live() {
		return []string{all}
	}
	return []string{all, fmt.Sprintf("live/%s/%d/%012d", in.Plan, in.Sev, in.Num)}
}

// CardPlaces are the channels and direct messages that show the incident's card.
func (in Incident) CardPlaces() []Place { return slices.Clone(in.Places) }

// Kind is the note's kind of record.
func (n Note) Kind() string { return "note" }

// Key orders an incident's notes by their number.
func (n Note) Key() string { return fmt.Sprintf("%s/%06d", n.Incident, n.Num) }

// Index is empty: notes are listed by key.
func (n Note) Index() []string { return nil }
