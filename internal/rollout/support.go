package rollout

import (
	"slices"
	"time"
)

// Severity is 1 (worst) to 4; 0 is not a severity.
type Severity int

// DefaultSeverity is what a report gets that names none.
const DefaultSeverity Severity = 3

// AreaKind sorts support areas by what their defaults are: the six rows of the
// template, and anything else a plan adds.
type AreaKind string

// The areas of the template's support table.
const (
	UserSupport AreaKind = "user support"
	Behaviour   AreaKind = "agent behaviour issue"
	DataIssue   AreaKind = "data issue"
	Connector   AreaKind = "connector/action issue"
	Security    AreaKind = "security incident"
	Legal       AreaKind = "legal, compliance or policy request"
	OtherArea   AreaKind = "other"
)

// Outside says what happens to an incident opened outside the area's hours.
type Outside string

// Page tells as if the area were open; soft posts in the channel now and tells
// people at opening; hold tells nobody until opening.
const (
	PageOutside Outside = "page"
	SoftOutside Outside = "soft"
	HoldOutside Outside = "hold"
)

// Policy is a support row made ready to run: a snapshot stored with each
// incident at opening, so that editing the plan never changes a running one.
type Policy struct {
	Row      RowID        `json:"row,omitempty"` // "": the plan has no such row, all of it is defaults
	Version  int          `json:"version"`       // of the plan
	Area     string       `json:"area"`          // the area's name as the plan has it
	Kind     AreaKind     `json:"kind"`
	Sev      Severity     `json:"sev"` // the severity this policy was made for
	Private  bool         `json:"private,omitempty"`
	Answer   *Span        `json:"answer,omitempty"` // nil: best effort, no clock
	Pace     Span         `json:"pace"`             // what the delays are made of: Answer, else the area's default
	SLAText  string       `json:"sla_text,omitempty"`
	Default  []string     `json:"default,omitempty"` // which cells were filled from the table of defaults: "owner", "sla", "path"
	Steps    []PolicyStep `json:"steps"`             // step 0 is the owner's
	Rounds   int          `json:"rounds"`            // 0: until acknowledged
	Outside  Outside      `json:"outside"`           // after the severity has been looked at
	Calendar Calendar     `json:"calendar"`
}

// PolicyStep is who is told together, and how long after the step before.
type PolicyStep struct {
	Roles []string `json:"roles"`
	Wait  *Span    `json:"wait,omitempty"` // written in the path; nil: the policy's own delay
}

// BestEffort reports whether the row promises no answer time.
func (p Policy) BestEffort() bool { return p.Answer == nil }

// IsDefault reports whether a cell ("owner", "sla", "path") was filled from the
// table of defaults, which is said wherever it is shown.
func (p Policy) IsDefault(cell string) bool { return slices.Contains(p.Default, cell) }

// Roles are the names of everybody on the policy's steps, once each, in order.
func (p Policy) Roles() []string {
	var all []string
	for _, s := range p.Steps {
		for _, r := range s.Roles {
			if !slices.ContainsFunc(all, func(have string) bool { return RoleKey(have) == RoleKey(r) }) {
				all = append(all, r)
			}
		}
	}
	return all
}

// Told is where a step was told, as the incident remembers it: one entry for a
// place and step, whose At is the newest time.
type Told struct {
	Place Place     `json:"place"`
	Role  string    `json:"role"`
	Step  int       `json:"step"`
	At    time.Time `json:"at"`
	Gen   uint64    `json:"gen"`   // of the incident, then
	Round int       `json:"round"` // of the incident, then
}
