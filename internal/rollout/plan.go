package rollout

import "time"

// PlanID is the short name of a plan, made from its agent's name at first
// import ("policy-assistant") and never changed afterwards.
type PlanID string

// RowID names a row of one of the plan's tables for as long as the plan lives:
// W waves, M metrics, S support areas, R review items, numbered from 1 in the
// order of the first import ("S2").
type RowID string

// Status says how well one field of the document was understood.
type Status string

// The four answers to "did you understand this?". An assumed reading acts
// where it warns and lets nothing out until a person confirms it.
const (
	Understood Status = "understood"
	Assumed    Status = "assumed"
	Unclear    Status = "unclear"
	Empty      Status = "empty"
)

// Cell is one field of the document: what people wrote beside what the bot
// understood. The text is what people see; the value is what acts.
type Cell[T any] struct {
	Text    string `json:"text,omitempty"`    // as written, trimmed, Markdown escapes resolved
	Line    int    `json:"line,omitempty"`    // first line in the document, from 1; 0: the document has no such field
	Status  Status `json:"status"`            // never the zero value in a stored plan
	Reading string `json:"reading,omitempty"` // the value in words ("at least 85 %, higher is better")
	Value   T      `json:"value,omitzero"`    // zero unless understood or assumed
}

// Acts reports whether the value may be used to warn, remind or escalate.
func (c Cell[T]) Acts() bool { return c.Status == Understood || c.Status == Assumed }

// Standing is how the text was understood, and the text.
func (c Cell[T]) Standing() (Status, string) { return c.Status, c.Text }

// Plan is the typed reading of one version of a document. It is made when a
// document is imported or edited; a newer reader never changes a stored plan
// by itself.
type Plan struct {
	Schema   int       `json:"schema"`
	ID       PlanID    `json:"id"`
	Version  int       `json:"version"` // from 1, one more with every import or edit
	Hash     string    `json:"hash"`    // SHA-256 of the document's bytes, hex
	Imported time.Time `json:"imported"`

	Agent     Cell[string]   `json:"agent"`
	Context   Cell[string]   `json:"context"`
	Approach  Cell[string]   `json:"approach"` // "limited pilot", "phased rollout" or "broad release"
	Channel   Cell[string]   `json:"channel"`
	Targets   Cell[[]string] `json:"targets"`
	Excluded  Cell[[]string] `json:"excluded"`
	WavesText Cell[string]   `json:"waves_text"`
	Waves     []Wave         `json:"waves,omitempty"`

	Enablement Enablement   `json:"enablement"`
	Metrics    []Metric     `json:"metrics,omitempty"`
	Support    []SupportRow `json:"support,omitempty"`
	Cost       Cost         `json:"cost"`
	Reviews    []ReviewItem `json:"reviews,omitempty"`
	Pause      PausePlan    `json:"pause"`
	Retirement Retirement   `json:"retirement"`

	Findings []Finding `json:"findings,omitempty"`

	// LastRow is the highest number ever given to a row, by the letter of its
	// table ("W": 4), so that the id of a row that has gone is not given again.
	LastRow map[string]int `json:"last_row,omitempty"`
}

// Wave is a row of "Rollout waves". Their order is the order of the rows.
type Wave struct {
	ID    RowID             `json:"id"`
	Name  Cell[string]      `json:"wave"`
	Users Cell[string]      `json:"users"`
	Scope Cell[string]      `json:"scope"`
	Entry Cell[[]Criterion] `json:"entry"`
	Exit  Cell[[]Criterion] `json:"exit"`
	Date  Cell[DayRange]    `json:"date"`
}

// Enablement is section 2.
type Enablement struct {
	CommunicationOwner Cell[[]string]  `json:"communication_owner"`
	TrainingOwner      Cell[[]string]  `json:"training_owner"`
	Materials          Cell[string]    `json:"materials"`
	FeedbackChannel    Cell[string]    `json:"feedback_channel"`
	OfficeHours        Cell[[]Cadence] `json:"office_hours"`
	Limitations        Cell[string]    `json:"limitations"`
}

// Metric is a row of section 3.
type Metric struct {
	ID        RowID             `json:"id"`
	Area      Cell[string]      `json:"area"`
	Metric    Cell[string]      `json:"metric"`
	Source    Cell[string]      `json:"source"`
	Threshold Cell[[]Threshold] `json:"threshold"`
	Owner     Cell[[]string]    `json:"owner"`
}

// SupportRow is a row of section 4: who answers for an area, how fast, and who
// hears of it when they do not.
type SupportRow struct {
	ID    RowID            `json:"id"`
	Area  Cell[string]     `json:"area"`
	Owner Cell[[]string]   `json:"owner"`
	SLA   Cell[SLA]        `json:"sla"`
	Path  Cell[[]PathStep] `json:"path"`
}

// Cost is section 5.
type Cost struct {
	Owner      Cell[[]string]         `json:"owner"`
	Center     Cell[string]           `json:"center"`
	Budget     Cell[Budget]           `json:"budget"`
	Thresholds Cell[[]AlertThreshold] `json:"thresholds"`
	Routing    Cell[string]           `json:"routing"`
	Limits     Cell[[]UsageLimit]     `json:"limits"`
	Cadence    Cell[[]Cadence]        `json:"cadence"`
}

// ReviewItem is a row of section 6.
type ReviewItem struct {
	ID       RowID           `json:"id"`
	Item     Cell[string]    `json:"item"`
	Cadence  Cell[[]Cadence] `json:"cadence"`
	Owner    Cell[[]string]  `json:"owner"`
	Evidence Cell[string]    `json:"evidence"`
}

// PausePlan is the first half of section 7.
type PausePlan struct {
	Triggers  Cell[[]PlanStep] `json:"triggers"`
	Procedure Cell[[]PlanStep] `json:"procedure"`
}

// Retirement is the second half of section 7.
type Retirement struct {
	Criteria  Cell[[]Criterion] `json:"criteria"`
	Procedure Cell[[]PlanStep]  `json:"procedure"`
}

// Finding is something the document lacks or contradicts: worth mending,
// never a reason to refuse an import.
type Finding struct {
	Line int    `json:"line"`           // 0: about the document as a whole
	Path string `json:"path,omitempty"` // of the field it is about: "support[2].sla"
	Code string `json:"code"`           // stable, for scripts: "threshold-direction"
	Text string `json:"text"`
	Fix  string `json:"fix"`
}

// Document is one version of a plan as its author wrote it, byte for byte.
type Document struct {
	Schema  int       `json:"schema"`
	Plan    PlanID    `json:"plan"`
	Version int       `json:"version"`
	Hash    string    `json:"hash"`  // SHA-256 of Bytes, hex
	Bytes   []byte    `json:"bytes"` // never re-encoded
	Name    string    `json:"name,omitempty"`
	By      UserID    `json:"by"`
	At      time.Time `json:"at"`
}
