package rollout

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// VerbRetry is that of messages which were given up and are taken up again.
const VerbRetry Verb = "delivery.retry"

// RetryMost is how many messages one action takes up again at most: what it costs
// stays the same however many were given up.
const RetryMost = 500

// GivenUp is a message that was given up, as far as it decides what becomes of it
// when somebody asks for it again.
type GivenUp struct {
	To    Place
	Told  bool // another place took it in its stead, or is about to
	Newer bool // a newer message is about to show what it would show
}

// RetryFate is what becomes of a message that was given up, once somebody asks for
// it again. All of them are off the list of those that were given up.
type RetryFate string

// The fates, in the order in which they are said.
const (
	RetryAgain  RetryFate = "again"  // tried as if it had never been
	RetryTold   RetryFate = "told"   // another way, or about to be
	RetryNewer  RetryFate = "newer"  // a newer message shows it
	RetryNobody RetryFate = "nobody" // names no place
)

// RetryFates is the list of them.
var RetryFates = []RetryFate{RetryAgain, RetryTold, RetryNewer, RetryNobody}

// Retry decides what becomes of a message that somebody asks for again: nobody is
// told twice. What has been overtaken is left out later, as everywhere: when it is
// about to be sent.
func (g GivenUp) Retry() RetryFate {
	switch {
	case g.Told:
		return RetryTold
	case g.Newer:
		return RetryNewer
	case g.To.ID() == "":
		return RetryNobody
	}
	return RetryAgain
}

// Retried is what became of one message that was given up.
type Retried struct {
	Plan PlanID // "" when it is of none
	Fate RetryFate
}

// RetryDid is what became of the messages that somebody asked for again. Receipts
// hold it, so the names of its fields stay.
type RetryDid struct {
	Number uint64            // of the one that was asked for; 0: all
	Stands Stands            // how that one stands, which is not given up; "" otherwise
	Fates  map[RetryFate]int // how many there are of each
	Left   int               // how many are given up still
	Next   uint64            // the number of the first that was not looked at; 0: all were
}

// Stands is how a message stands that is not given up.
type Stands string

// Where a message can stand.
const (
	OnItsWay  Stands = "on its way"
	Delivered Stands = "delivered"
	Needless  Stands = "needless" // what it says has been overtaken
)

// RetryEffects are the words on record for messages that were taken up again: an
// entry for each plan that they are of. Of a message it says nothing but that there
// is one, since who reads a plan's record may not be meant to read the message.
func RetryEffects(all []Retried) Effects {
	plans := map[PlanID]map[RetryFate]int{}
	for _, r := range all {
		if plans[r.Plan] == nil {
			plans[r.Plan] = map[RetryFate]int{}
		}
		plans[r.Plan][r.Fate]++
	}
	var e Effects
	for _, id := range slices.Sorted(maps.Keys(plans)) {
		e.Log = append(e.Log, Entry{Verb: VerbRetry, Plan: id, Subject: string(id), Why: fatesWords(plans[id])})
	}
	return e
}

// onRecord are the fates as the audit record has them.
var onRecord = map[RetryFate]string{
	RetryAgain: "tried again", RetryTold: "told another way", RetryNewer: "shown by a newer one", RetryNobody: "to nobody",
}

// fatesWords count the fates: "2 tried again, 1 told another way".
func fatesWords(fates map[RetryFate]int) string {
	var words []string
	for _, f := range RetryFates {
		if n := fates[f]; n > 0 {
			words = append(words, fmt.Sprintf("%d %s", n, onRecord[f]))
		}
	}
	return strings.Join(words, ", ")
}

// NoMessage is the answer to a number that no message has, or none that is still
// known.
func NoMessage(number uint64) error {
	return Problemf(Missing, "`/rollout doctor` lists those that were given up, with their numbers.", "No message %d was given up. Nothing was changed.", number)
}
