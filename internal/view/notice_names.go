package view

import (
	"fmt"

	"github.com/rolloutbot/rollout/internal/rollout"
)

// noticeNames are what people call a message of each kind; whom it is for is put
// in. A test lists a kind without one.
var noticeNames = map[rollout.NoticeKind]string{
	rollout.NoticeTold:          "telling %s of an incident",
	rollout.NoticeRemind:        "reminding %s of an incident",
	rollout.NoticeExhausted:     "telling %s that nobody answers an incident",
	rollout.NoticeUnreachable:   "telling %s that an incident reaches nobody",
	rollout.NoticeLine:          "telling %s a line of an incident's story",
	rollout.NoticeOpened:        "thanking %s for a report",
	rollout.NoticeAnswered:      "telling %s that their report was taken on",
	rollout.NoticeReleased:      "telling %s that their report was released",
	rollout.NoticeLate:          "telling %s that nobody has taken their report in time",
	rollout.NoticeNoAnswer:      "telling %s that nobody has taken their report at all",
	rollout.NoticeResolved:      "telling %s that their report is resolved",
	rollout.NoticeOwns:          "telling %s what is theirs in a plan",
	rollout.NoticeOffice:        "telling %s that they are plan owner or rollout lead now",
	rollout.NoticeOfficeOver:    "telling %s that they are no longer plan owner or rollout lead",
	rollout.NoticeOfficeVacant:  "telling %s that the account of a plan owner or rollout lead is closed",
	rollout.NoticeActivated:     "telling %s that the plan is active",
	rollout.NoticeBudget:        "telling %s how much of the budget is spent",
	rollout.NoticeSummary:       "giving %s the summary of the week",
	rollout.NoticeMonthlyEnded:  "telling %s that a monthly spend is booked no more",
	rollout.NoticeUndelivered:   "telling %s that a message reached nobody",
	rollout.NoticeMaskedParked:  "telling %s that a private message reached nobody",
	rollout.NoticeAsked:         "asking %s to decide a request",
	rollout.NoticeDecided:       "telling %s how their request ended",
	rollout.NoticeWaveStarted:   "telling %s that a wave has begun",
	rollout.NoticeWaveDone:      "telling %s that a wave is complete",
	rollout.NoticeWaveCancelled: "telling %s that a wave is cancelled",
	rollout.NoticeWaveMoved:     "telling %s that a wave has another day",
	rollout.NoticeCorrected:     "telling %s that the outcome of a review was corrected",
	rollout.NoticeHeld:          "telling %s that the rollout is on hold",
	rollout.NoticeHoldOver:      "telling %s that the rollout goes on",

	rollout.NoticePauseAsked:   "asking %s to decide a pause",
	rollout.NoticePauseStep:    "asking %s for a step of a pause",
	rollout.NoticePauseStalled: "telling %s that nobody confirms a stop",
	rollout.NoticePauseLine:    "telling %s a line of a pause's story",
	rollout.NoticePauseNews:    "telling %s how a pause stands",
	rollout.NoticePauseAsker:   "telling %s what has become of the pause they asked for",
}

// NoticeName is what people call a message to a place: "telling @dana of an
// incident". One of a kind that this version does not know is called by it.
func NoticeName(kind rollout.NoticeKind, to rollout.Place) string {
	name, ok := noticeNames[kind]
	if !ok {
		name = "sending %s “" + Line(string(kind)) + "”"
	}
	return fmt.Sprintf(name, whom(to))
}

func whom(to rollout.Place) string {
	if to.ID() == "" {
		return "nobody"
	}
	return Place(to)
}
