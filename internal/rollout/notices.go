package rollout

// NoticeKind names a kind of message. Its words are in view.
type NoticeKind string

// Every message that is not an answer to somebody's request.
const (
	NoticeTold          NoticeKind = "incident.told"        // a step tells a person or channel
	NoticeRemind        NoticeKind = "incident.remind"      // told already, still unanswered
	NoticeExhausted     NoticeKind = "incident.exhausted"   // the path's end was reached, nobody answered
	NoticeUnreachable   NoticeKind = "incident.unreachable" // no step of the policy reaches anybody
	NoticeLine          NoticeKind = "incident.line"        // one line in the card's thread
	NoticeOpened        NoticeKind = "incident.opened"      // to the reporter: who answers by when
	NoticeAnswered      NoticeKind = "incident.answered"    // to the reporter: who took it
	NoticeReleased      NoticeKind = "incident.released"    // to the reporter: nobody has it again, who is told next
	NoticeLate          NoticeKind = "incident.late"        // to the reporter: the answer time has passed, nobody has taken it
	NoticeNoAnswer      NoticeKind = "incident.no-answer"   // to the reporter: the whole path was told, nobody has taken it
	NoticeResolved      NoticeKind = "incident.resolved"    // to the reporter: how it ended
	NoticeOwns          NoticeKind = "plan.owns"            // to an owner: what is theirs
	NoticeOffice        NoticeKind = "plan.office"          // to a new plan owner or rollout lead: what is theirs from now on
	NoticeOfficeOver    NoticeKind = "plan.office-over"     // to who was that before: who is now
	NoticeOfficeVacant  NoticeKind = "plan.office-vacant"   // to the admins: the account of a plan owner or rollout lead was closed
	NoticeActivated     NoticeKind = "plan.activated"       // to the home channel: the plan runs now
	NoticeBudget        NoticeKind = "budget.alert"         // to the budget owner: levels of spend that were reached
	NoticeSummary       NoticeKind = "plan.summary"         // to the home channel, on Mondays: waves, answers, spend, reviews
	NoticeMonthlyEnded  NoticeKind = "budget.monthly-ended" // to who set it up: it cannot be booked any more
	NoticeUndelivered   NoticeKind = "delivery.undelivered" // to the admins: a mandatory notice reached nobody
	NoticeMaskedParked  NoticeKind = "delivery.masked"      // a private notice could not be delivered; no text of it
	NoticeAsked         NoticeKind = "approval.asked"       // to who can decide: what is asked for
	NoticeDecided       NoticeKind = "approval.decided"     // to the asker: how it ended
	NoticeWaveStarted   NoticeKind = "wave.started"         // to the home channel: the wave's announcement
	NoticeWaveDone      NoticeKind = "wave.done"            // to the home channel
	NoticeWaveCancelled NoticeKind = "wave.cancelled"       // to the home channel
	NoticeWaveMoved     NoticeKind = "wave.moved"           // to the home channel: another day
	NoticeCorrected     NoticeKind = "review.corrected"     // to whose word was changed: the outcome of a review that they settled
	NoticeHeld          NoticeKind = "plan.held"            // to the home channel: no wave goes forward
	NoticeHoldOver      NoticeKind = "plan.hold-over"       // to the home channel: the waves go forward again

	NoticePauseAsked   NoticeKind = "pause.asked"   // to who may decide: somebody asks to stop the agent
	NoticePauseStep    NoticeKind = "pause.step"    // to a step's owner: do it, and confirm it
	NoticePauseStalled NoticeKind = "pause.stalled" // stopping, and nobody confirms it
	NoticePauseLine    NoticeKind = "pause.line"    // one line in the card's thread
	NoticePauseNews    NoticeKind = "pause.news"    // to the home channel, for everybody
	NoticePauseAsker   NoticeKind = "pause.asker"   // to who asked: what has become of it
)

// NoticeRule is how a kind of notice is treated on its way.
type NoticeRule struct {
	Of        string // kind of the record that its subject names; "": of none that changes the notice
	Urgent    bool   // before everything else; resent on doubt after seconds, not minutes
	Mandatory bool   // when none of its target's routes takes it either, the admins hear of it; of a private one they always do
	Personal  bool   // superseded once its subject's generation has moved on
	Card      bool   // carries buttons: kept as a card, and settled with its subject
}

// NoticeRules has a row for every kind; a test lists kinds without one.
var NoticeRules = map[NoticeKind]NoticeRule{
	NoticeTold:          {Of: Incident{}.Kind(), Urgent: true, Mandatory: true, Personal: true, Card: true},
	NoticeRemind:        {Of: Incident{}.Kind(), Urgent: true, Personal: true, Card: true},
	NoticeExhausted:     {Of: Incident{}.Kind(), Urgent: true, Mandatory: true, Card: true},
	NoticeUnreachable:   {Of: Incident{}.Kind(), Urgent: true, Mandatory: true, Card: true},
	NoticeLine:          {Of: Incident{}.Kind()},
	NoticeOpened:        {Of: Incident{}.Kind()},
	NoticeAnswered:      {Of: Incident{}.Kind()},
	NoticeReleased:      {Of: Incident{}.Kind(), Personal: true},
	NoticeLate:          {Of: Incident{}.Kind(), Personal: true},
	NoticeNoAnswer:      {Of: Incident{}.Kind(), Personal: true},
	NoticeResolved:      {Of: Incident{}.Kind()},
	NoticeOwns:          {},
	NoticeOffice:        {},
	NoticeOfficeOver:    {},
	NoticeOfficeVacant:  {Mandatory: true},
	NoticeActivated:     {},
	NoticeBudget:        {Of: SpendTotal{}.Kind(), Mandatory: true, Card: true},
	NoticeSummary:       {},
	NoticeMonthlyEnded:  {Mandatory: true},
	NoticeUndelivered:   {Of: Incident{}.Kind(), Urgent: true},
	NoticeMaskedParked:  {Of: Incident{}.Kind(), Urgent: true, Mandatory: true},
	NoticeAsked:         {Of: Approval{}.Kind(), Mandatory: true, Personal: true, Card: true},
	NoticeDecided:       {Of: Approval{}.Kind()},
	NoticeWaveStarted:   {Mandatory: true},
	NoticeWaveDone:      {},
	NoticeWaveCancelled: {},
	NoticeWaveMoved:     {},
	NoticeCorrected:     {},
	NoticeHeld:          {Mandatory: true},
	NoticeHoldOver:      {},

	NoticePauseAsked:   {Of: Pause{}.Kind(), Urgent: true, Mandatory: true, Personal: true, Card: true},
	NoticePauseStep:    {Of: Pause{}.Kind(), Urgent: true, Mandatory: true, Card: true},
	NoticePauseStalled: {Of: Pause{}.Kind(), Urgent: true, Mandatory: true, Personal: true, Card: true},
	NoticePauseLine:    {Of: Pause{}.Kind()},
	NoticePauseNews:    {Of: Pause{}.Kind(), Urgent: true, Mandatory: true},
	NoticePauseAsker:   {Of: Pause{}.Kind()},
}

// Notice is a message that an action owes somebody. Apply writes one outbox
// row for each distinct target. Facts are frozen: what the words are made of,
// never markup.
type Notice struct {
	Kind    NoticeKind
	Plan    PlanID
	Subject string // "INC-7"
	Of      string // kind of the record that Subject names; "": as the kind's rule says
	Gen     uint64
	To      []Target
	Facts   map[string]string
	Private bool // its text must not reach a place outside its own routes
}

// Target is one recipient. Thread puts the message into the thread of the
// subject's card at that place. Routes are tried in order when the place
// cannot be reached for good.
type Target struct {
	To     Place
	Thread bool
	Routes []Place
}
