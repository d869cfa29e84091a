package rollout

// Record is anything that is stored. Key is unique within its kind. Index
// lists the orders in which it can be found again ("open/policy-assistant/000000000007");
// store.Apply keeps these in step by comparing old and new.
type Record interface {
	Kind() string
	Key() string
	Index() []string
}

// Carded is a record that is shown as a card, edited in place wherever it
// stands. CardPlaces lists where its card belongs now.
type Carded interface {
	Record
	CardPlan() PlanID // the plan it belongs to
	CardPlaces() []Place
	// CardStanding is what notices that are kept as cards show of it: who has it,
	// whether it is over. They are drawn again only when it changes.
	CardStanding() string
}

// Counted is a record that running counts are kept of: those that Counts names
// each have one more while the record is so. store.Apply keeps them in step, so
// that how many there are is known without looking at any.
type Counted interface {
	Record
	Counts() []string
}

// Via says which way a request came.
type Via string

// The ways by which the bot is asked to do something.
const (
	ByCommand Via = "command"
	ByButton  Via = "button"
	ByForm    Via = "form"
	ByMention Via = "mention"
	ByTimer   Via = "timer"
	ByCLI     Via = "cli"
	ByHook    Via = "hook"
)

// Actor is who does something, and by which way. A timer acts without a user.
type Actor struct {
	User   UserID
	Person Person
	Via    Via
}

// Effects is what a rule decides: everything one action changes. The zero
// value changes nothing. store.Apply makes it true in one transaction.
type Effects struct {
	Put     []Record
	Log     []Entry
	Arm     []Timer
	Disarm  []string // keys of timers
	Notices []Notice
}

// Join adds what f does to e, in order.
func (e *Effects) Join(f Effects) {
	e.Put = append(e.Put, f.Put...)
	e.Log = append(e.Log, f.Log...)
	e.Arm = append(e.Arm, f.Arm...)
	e.Disarm = append(e.Disarm, f.Disarm...)
	e.Notices = append(e.Notices, f.Notices...)
}

// Verb names an action in the audit record and in receipts: "incident.ack".
type Verb string

// Entry is one line of the audit record. Apply adds time, actor, and the
// record named by Kind and Subject as it was before and after.
type Entry struct {
	Verb     Verb
	Plan     PlanID
	Kind     string // of the record it is about; "" when it is about none
	Subject  string // that record's key
	Why      string // what the person said, as typed
	Audience Audience
}

// Audience says who may read an entry: everybody, or only those who may see
// the private incident it names ("private/INC-7").
type Audience string

// Everyone may read the entry.
const Everyone Audience = ""

// Receipt is what an accepted request did, kept under its request key so that
// a repeat gets the same answer. Facts are rendered by view.
type Receipt struct {
	Verb    Verb              `json:"verb"`
	Subject string            `json:"subject,omitempty"`
	Facts   map[string]string `json:"facts,omitempty"`
}
