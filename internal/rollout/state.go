package rollout

import "time"

// Stage is where a plan stands in its life.
type Stage string

// A draft sends reminders, digests and announcements to nobody but its
// importer; incidents reach whom they must in every stage.
const (
	Draft      Stage = "draft"
	RollingOut Stage = "rolling out"
	Live       Stage = "live"
	Retiring   Stage = "retiring"
	Retired    Stage = "retired"
)

// State is what has become of a plan since it was imported: its stage, its
// settings, and what people confirmed of its reading.
type State struct {
	Schema      int                     `json:"schema"`
	Plan        PlanID                  `json:"plan"`
	Agent       string                  `json:"agent"` // the agent's name as people know it
	Stage       Stage                   `json:"stage"`
	Importer    UserID                  `json:"importer"`
	PlanOwner   UserID                  `json:"plan_owner"`
	Acting      bool                    `json:"acting,omitempty"` // nobody was set: the importer stands in
	Lead        UserID                  `json:"lead,omitempty"`   // rollout lead; "": the plan owner
	Zone        string                  `json:"zone"`             // IANA
	ZoneAssumed bool                    `json:"zone_assumed,omitempty"`
	Home        ChannelID               `json:"home,omitempty"`
	Confirmed   map[string]Confirmation `json:"confirmed,omitempty"` // by field path
	Activated   time.Time               `json:"activated,omitzero"`
	Pause       *PauseMark              `json:"pause,omitempty"` // the pause that is not over; nil: there is none
	Hold        *Hold                   `json:"hold,omitempty"`  // no wave goes forward; nil: it is not on hold
	Held        *PastHold               `json:"held,omitempty"`  // the last hold that is over; nil: there was none
}

// Confirmation is a person's word that an assumed reading is right. It holds
// for exactly the text that was read.
type Confirmation struct {
	Hash  string    `json:"hash"`           // SHA-256 of the cell's text, hex
	Value string    `json:"value"`          // the reading in words, as it was confirmed
	Name  string    `json:"name,omitempty"` // of the field, as people were shown it
	By    UserID    `json:"by"`
	At    time.Time `json:"at"`
}

// zone is where the plan's days begin; UTC should its zone be unknown.
func (s State) zone() *time.Location {
	if zone, err := LoadZone(s.Zone); err == nil {
		return zone
	}
	return time.UTC
}
