package rollout

import "github.com/shopspring/decimal"

// DayRange is a date or a range of dates in the plan's zone, both ends included.
type DayRange struct {
	From Day `json:"from"`
	To   Day `json:"to"`
}

// Words are the days as people read them: "Mon 7 Sep 2026", "Mon 7 Sep 2026 to
// Fri 11 Sep 2026".
func (r DayRange) Words() string {
	if r.To.IsZero() || r.To == r.From {
		return r.From.Words()
	}
	return r.From.Words() + " to " + r.To.Words()
}

// CriterionKind says what judges a criterion.
type CriterionKind string

// A criterion is judged by a reading, by records of the bot, by the calendar,
// or, when nothing else is known, by a person who attests it.
const (
	ByMetric   CriterionKind = "metric"
	ByWave     CriterionKind = "wave"
	ByReview   CriterionKind = "review"
	ByIncident CriterionKind = "incident"
	ByDate     CriterionKind = "date"
	Attested   CriterionKind = "attested"
)

// Criterion is one condition of an entry, exit or retirement gate. Number is
// absent unless the text holds one: a number is never invented.
type Criterion struct {
	Kind   CriterionKind    `json:"kind"`
	Text   string           `json:"text"`
	Op     string           `json:"op,omitempty"`     // ">=", ">", "<=", "<", "="
	Number *decimal.Decimal `json:"number,omitempty"` // JSON text
	Unit   string           `json:"unit,omitempty"`   // "%", "/5", "s", "USD", "users" …
	Wave   string           `json:"wave,omitempty"`   // the cited wave's name
	Scope  string           `json:"scope,omitempty"`  // incidents: "opened" in the wave, or "open" now
	Area   AreaKind         `json:"area,omitempty"`   // incidents: of this kind of area only; "": of all
	Date   *Day             `json:"date,omitempty"`
	Budget bool             `json:"budget,omitempty"` // metric: the percentage of the budget that is spent, which the spend on record judges
	After  string           `json:"after,omitempty"`  // attested: how long the wave must have run before, ISO 8601 in days or months
}

// Threshold says when a metric is met, whatever wording the document used.
type Threshold struct {
	Op      string          `json:"op"`
	Number  decimal.Decimal `json:"number"`
	Unit    string          `json:"unit,omitempty"`
	Of      string          `json:"of,omitempty"`      // the series it speaks of ("P95") or the noun it counts
	Window  string          `json:"window,omitempty"`  // ISO 8601 duration
	Periods int             `json:"periods,omitempty"` // consecutive periods, 0 or 1: one
}

// Counting says which clock a span runs on.
type Counting string

// Business spans count only the area's open hours; wall spans always run.
const (
	Business Counting = "business"
	Wall     Counting = "wall"
)

// Ends of day which are answers by themselves: not lengths but moments.
const (
	EndOfBusinessDay     = "end-of-business-day"
	EndOfNextBusinessDay = "end-of-next-business-day"
)

// Span is a length of time as a support promise states it. Amount is an ISO
// 8601 duration of days, hours, minutes and seconds ("PT4H", "P2D", "PT90M"),
// or one of the two ends of day. "P1D" with Business is one business day.
type Span struct {
	Amount   string   `json:"amount"`
	Calendar Counting `json:"calendar,omitempty"`
}

// SLA is the promise of a support row. Both nil is "best effort": no clock.
type SLA struct {
	Answer  *Span `json:"answer,omitempty"`
	Resolve *Span `json:"resolve,omitempty"`
}

// PathStep is one step of an escalation path: the roles told together, and the
// wait written in the document ("Lead (+30 min)" waits 30 min before Lead,
// counted from the previous step), nil when the policy's own delay applies.
type PathStep struct {
	Roles []string `json:"roles"`
	Wait  *Span    `json:"wait,omitempty"`
}

// Budget is an amount of money, or of another unit, per period.
type Budget struct {
	Amount   decimal.Decimal `json:"amount"`
	Currency string          `json:"currency,omitempty"` // ISO 4217; empty when Unit is set
	Unit     string          `json:"unit,omitempty"`     // "credits"
	Per      string          `json:"per"`                // "month", "day", "year"
}

// AlertThreshold is a level of spend at which the budget owner hears of it.
type AlertThreshold struct {
	Basis    string           `json:"basis,omitempty"`   // "actual" or "forecast"
	Percent  *decimal.Decimal `json:"percent,omitempty"` // of the budget
	Amount   *decimal.Decimal `json:"amount,omitempty"`
	Currency string           `json:"currency,omitempty"`
	Action   string           `json:"action,omitempty"` // "alert" or "pause"
}

// UsageLimit is one limit of "Usage limits", as far as it is clear.
type UsageLimit struct {
	Count  decimal.Decimal `json:"count"`
	Unit   string          `json:"unit"`             // "tasks", "tokens", "requests"
	Scope  string          `json:"scope,omitempty"`  // "user", "task", "agent"
	Window string          `json:"window,omitempty"` // "day", "minute"
}

// Cadence is how often something comes round. Every 0 is "as needed": it never
// comes due. A cadence that changes with the phase is a list, each with While.
type Cadence struct {
	Every   int    `json:"every"`
	Unit    string `json:"unit,omitempty"`    // "day", "week", "month", "quarter", "year"
	Weekday string `json:"weekday,omitempty"` // "monday" … "sunday"
	Nth     int    `json:"nth,omitempty"`     // with Weekday and month: 1 first … 4, -1 last
	Day     int    `json:"day,omitempty"`     // day of the month; a short month's last day stands in
	At      string `json:"at,omitempty"`      // "15:04" in the plan's zone
	While   string `json:"while,omitempty"`   // the phase, as written
	Cron    string `json:"cron,omitempty"`    // five fields, in the plan's zone; the rest is then empty
}

// PlanStep is one item of a list of triggers or of a procedure.
type PlanStep struct {
	Text  string `json:"text"`
	Owner string `json:"owner,omitempty"` // a role
	Wait  string `json:"wait,omitempty"`  // ISO 8601 duration before the next item
}
