package commands_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rolloutbot/rollout/internal/rollout"
	"github.com/rolloutbot/rollout/internal/view"
)

// Everything a person can get wrong with reviews, spend, waves and pauses: a
// sentence that says so, and not a byte of the store is different.
func TestRefusalsOfTheUsesChangeNothing(t *testing.T) {
	long := strings.Repeat("x", 10000)
	over := then(started, saying{"noor", "wave tick W1.6"}, saying{"noor", "wave complete 1"})
	because := func(text string) map[string]string { return map[string]string{"because": text} }
	tests := []struct {
		name   string
		before []saying
		user   rollout.UserID // "": noor, who leads the rollout
		line   string
		fields map[string]string
		want   string
	}{
		// Reviews.
		{"a review that is not there", nil, "lee", "review done R99 accepted", nil, "The plan has no review “r99 accepted”, so nothing was changed."},
		{"near a review", nil, "lee", "review done data sorce review accepted", nil, "The plan has no review “data sorce review accepted”, so nothing was changed."},
		{"no review", nil, "lee", "review done", nil, "No review was named, so nothing was changed."},
		{"a review's unknown verb", nil, "lee", "review doen R5", nil, "I do not know “review doen”; nothing was done."},
		{"an outcome that is none", nil, "lee", "review done R5 splendid", nil, "“splendid” is no outcome of a review, so nothing was changed."},
		{"a period that never was", nil, "lee", "review done R5 1999-01 accepted", nil, "“Data source review” has no open review for January 1999: that for August 2026 is the open one. What was missed stays missed. Nothing was changed."},
		{"a period that is no month", nil, "lee", "review done R5 2026-13 accepted", nil, "“Data source review” has no open review for 2026-13: that for August 2026 is the open one. What was missed stays missed. Nothing was changed."},
		{"the next before the open one", nil, "lee", "review done R5 2026-09 accepted", nil, "“Data source review” is still open for August 2026. Nothing was changed."},
		{"an evidence too long", nil, "lee", "review done R5 accepted " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was changed."},
		{"a review that is not due", nil, "maya", "review done R6 accepted", nil, "“Cost review” is not due: the next one is due Mon 7 Sep 2026. Nothing was changed."},
		{"skipped without a reason", nil, "lee", "review skip R5", nil, "This needs a reason, so nothing was changed."},
		{"skipped for 10,000 characters", nil, "lee", "review skip R5 because " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was changed."},
		{"corrected before it was settled", nil, "lee", "review correct R5 rejected because x", nil, "“Data source review” has not been settled yet, so there is nothing to correct. Nothing was changed."},
		{"corrected for a period that never was", nil, "lee", "review correct R5 1999-01 rejected because x", nil, "“Data source review” was not settled for January 1999, so there is nothing to correct. Nothing was changed."},
		{"corrected to nothing", nil, "lee", "review correct R5 because x", nil, "“because” is no outcome of a review, so nothing was changed."},
		{"corrected without a reason", nil, "lee", "review correct R5 rejected", nil, "This needs a reason, so nothing was changed."},
		{"somebody else's corrected", nil, "priya", "review correct R5 rejected because x", nil, "Only the plan owner and the review's owner may settle this review. Nothing was changed."},
		{"put off by nothing", nil, "lee", "review snooze R5 0d because x", nil, "A review cannot be put off by 0 days, so nothing was changed."},
		{"put off by words", nil, "lee", "review snooze R5 some days because x", nil, "“some” is no number of days, so nothing was changed."},
		{"put off for years", nil, "lee", "review snooze R5 9999d because x", nil, "A review cannot be put off by 9999 days, so nothing was changed."},
		{"put off beyond the next", nil, "lee", "review snooze R5 6w because x", nil, "“Data source review” cannot be put off to Mon 14 Sep 2026: the next one falls due Mon 7 Sep 2026. Nothing was changed."},
		{"put off without a reason", nil, "lee", "review snooze R5 3d", nil, "This needs a reason, so nothing was changed."},
		{"somebody else's review", nil, "priya", "review done R5 accepted", nil, "Only the plan owner and the review's owner may settle this review. Nothing was changed."},
		{"a form with another's review", nil, "priya", "review due", reviewForm("R5/2026-08"), "outcome/hr-policy-assistant/R5/2026-08: Only the plan owner and the review's owner may settle this review. Nothing was changed."},
		{"a form with an outcome of its own", nil, "lee", "review due", map[string]string{view.OutcomeField + "hr-policy-assistant/R5/2026-08": "fine"}, "outcome/hr-policy-assistant/R5/2026-08: “fine” is no outcome of a review, so nothing was changed."},
		{"a form with a link that is none", nil, "lee", "review due", map[string]string{
			view.OutcomeField + "hr-policy-assistant/R5/2026-08": "accepted", view.NoteField + "hr-policy-assistant/R5/2026-08": "http:///8",
		}, "note/hr-policy-assistant/R5/2026-08: The link to the evidence is no address, so nothing was changed."},
		{"a form with a forged review", nil, "lee", "review due", reviewForm("R99/2026-08"), "outcome/hr-policy-assistant/R99/2026-08: The plan has no review R99, so nothing was changed."},
		{"a history of nothing", nil, "lee", "review history R99", nil, "The plan has no review “r99”, so nothing was changed."},

		// Spend.
		{"no amount", nil, "sam", "spend", nil, "There is no amount, so nothing was booked."},
		{"an amount of words", nil, "sam", "spend twenty", nil, "“twenty” is no amount, so nothing was booked."},
		{"an amount below zero", nil, "sam", "spend -20", nil, "A spend is more than zero. Nothing was booked."},
		{"an amount of nothing", nil, "sam", "spend 0", nil, "A spend is more than zero. Nothing was booked."},
		{"an absurd amount", nil, "sam", "spend 99999999999999999999", nil, "That is more, or more exact, than anything that is paid. Nothing was booked."},
		{"1,000 digits", nil, "sam", "spend " + strings.Repeat("9", 1000), nil, "“999999999999999999999999999999999999999999999999999999999999…” is no amount, so nothing was booked."},
		{"an amount too exact", nil, "sam", "spend 0.0000000000001", nil, "That is more, or more exact, than anything that is paid. Nothing was booked."},
		{"an amount of two readings", nil, "sam", "spend 1.500", nil, "“1.500” can be read in two ways. Which amount is it? Nothing was booked yet."},
		{"another currency", nil, "sam", "spend 20 EUR", nil, "The budget of HR Policy Assistant is in USD, and there is no rate to it from EUR. Nothing was booked."},
		{"a day that has not come", nil, "sam", "spend 20 on 2026-08-04", nil, "2026-08-04 has not come yet: today is 2026-08-03 in Europe/Berlin. Nothing was booked."},
		{"a day long past", nil, "sam", "spend 20 on 2020-01-01", nil, "2020-01-01 is more than 400 days ago. Nothing was booked."},
		{"a day that never is", nil, "sam", "spend 20 on 2026-02-30", nil, "“2026-02-30” is not a date, so nothing was booked."},
		{"a day of two readings", nil, "sam", "spend 20 on 03/04/2026", nil, "The date can be read in two ways. Which day is it? Nothing was booked yet."},
		{"for nothing", nil, "sam", "spend 20 for", nil, "What it was for is missing, so nothing was booked."},
		{"for something too long", nil, "sam", "spend 20 for " + long, nil, "The line has 10000 characters; at most 80 are kept. Nothing was booked."},
		{"a note too long", nil, "sam", "spend 20 " + long, nil, "The note has 10000 characters; at most 500 are kept. Nothing was booked."},
		{"every month, in another currency", nil, "sam", "spend 20 EUR monthly", nil, "The budget of HR Policy Assistant is in USD, and there is no rate to it from EUR. Nothing was booked."},
		{"every month, far ahead", nil, "sam", "spend 20 on 2027-09-30 monthly", nil, "2027-09-30 is more than 400 days ahead. Nothing was booked."},
		{"every month, by who may only read", nil, "priya", "spend 20 monthly", nil, "may book spend. Nothing was changed."},
		{"undo of another's every month", []saying{{"sam", "spend 20 monthly"}}, "maya", "undo SPM-1", nil, "Only its author may undo this. Nothing was changed."},
		{"the end of what is not there", nil, "sam", "reverse SPM-9 because x", nil, "There is no SPM-9, so nothing was changed."},
		{"the end without a reason", []saying{{"sam", "spend 20 monthly"}}, "sam", "reverse SPM-1", nil, "SPM-1 goes on: there is no reason yet."},
		{"the end for 10,000 characters", []saying{{"sam", "spend 20 monthly"}}, "sam", "reverse SPM-1 because " + long, nil, "The reason has 10000 characters; at most 500 are kept. SPM-1 goes on."},
		{"the end by who may only read", []saying{{"sam", "spend 20 monthly"}}, "priya", "reverse SPM-1 because x", nil, "may book spend. Nothing was changed."},
		{"somebody without the right", nil, "priya", "spend 20", nil, "Only the rollout lead, the plan owner, the budget owner and administrators may book spend. Nothing was changed."},
		{"undo of nothing", nil, "sam", "undo", nil, "You booked nothing in the last 15 minutes, so nothing was changed."},
		{"undo of what is not there", nil, "sam", "undo SP-9", nil, "There is no SP-9, so nothing was changed."},
		{"undo of a word", nil, "sam", "undo tokens", nil, "“tokens” is no line of spend, so nothing was changed."},
		{"undo, and more", []saying{{"sam", "spend 20"}}, "sam", "undo SP-1 please", nil, "I do not know “please”; nothing was done."},
		{"undo of another's", []saying{{"sam", "spend 20"}}, "maya", "undo SP-1", nil, "Only its author may undo this. Nothing was changed."},
		{"undo of what takes back", []saying{{"sam", "spend 20"}, {"sam", "undo"}}, "sam", "undo SP-2", nil, "SP-2 takes SP-1 back and cannot be taken back itself. Nothing was changed."},
		{"reverse without a line", nil, "sam", "reverse because x", nil, "There is no line named, so nothing was changed."},
		{"reverse of what is not there", nil, "sam", "reverse SP-9 because x", nil, "There is no SP-9, so nothing was changed."},
		{"reverse without a reason", []saying{{"sam", "spend 20"}}, "sam", "reverse SP-1", nil, "SP-1 stays booked: there is no reason yet."},
		{"reverse for 10,000 characters", []saying{{"sam", "spend 20"}}, "sam", "reverse SP-1 because " + long, nil, "The reason has 10000 characters; at most 500 are kept. SP-1 stays booked."},
		{"a month that is none", nil, "sam", "budget 2026-13", nil, "I do not know “budget 2026-13”; nothing was done."},

		// Waves.
		{"no wave", nil, "", "wave start", nil, "No wave is named. Nothing was changed."},
		{"a wave that is not there", nil, "", "wave start 9", nil, "The plan has no wave “9”. Nothing was changed."},
		{"a wave of 10,000 characters", nil, "", "wave start " + long, nil, "The plan has no wave “xxx"},
		{"a wave's unknown verb", nil, "", "wave strat 1", nil, "The plan has no wave “strat”. Nothing was changed."},
		{"start, and more", nil, "", "wave start 1 now", nil, "I do not know “now”; nothing was done."},
		{"a gate that is held", nil, "", "wave start 1", nil, "Wave 1 cannot start yet · entry gate held by 5 of 5 criteria · nothing was changed"},
		{"out of order", nil, "", "wave start 2", nil, "Wave 1 comes first and has not begun, so wave 2 cannot start yet. Nothing was changed."},
		{"while another runs", started, "", "wave start 2", nil, "Wave 1 is running, so wave 2 cannot start yet. Nothing was changed."},
		{"what is done", over, "", "wave start 1", nil, "Wave 1 is done and stays so. Nothing was changed."},
		{"complete before it began", nil, "", "wave complete 1", nil, "Wave 1 has not begun, so it cannot be completed. Nothing was changed."},
		{"complete with its gate held", started, "", "wave complete 1", nil, "Wave 1 cannot be completed yet · exit gate held by 1 of 1 criterion · nothing was changed"},
		{"start while it is paused", then(ticked, stopping...), "", "wave start 1", nil, "A pause of the agent is not over, so none of its waves goes forward. Nothing was changed."},
		{"complete while it is paused", then(started, then(stopping, saying{"noor", "wave tick W1.6"})...), "", "wave complete 1", nil, "A pause of the agent is not over, so none of its waves goes forward. Nothing was changed."},
		{"start while it is on hold", then(ticked, held...), "", "wave start 1", nil, "Wave 1 goes no further: the rollout of HR Policy Assistant is on hold since 3 Aug 08:00 UTC by @noor (security looks at it). Nothing was changed."},
		{"complete while it is on hold", then(started, then(held, saying{"noor", "wave tick W1.6"})...), "", "wave complete 1", nil, "Wave 1 goes no further: the rollout of HR Policy Assistant is on hold since 3 Aug 08:00 UTC by @noor (security looks at it). Nothing was changed."},
		{"hold for 10,000 characters", nil, "", "hold because " + long, nil, "at most 3,000 are kept, so nothing was held."},
		{"hold, and other words", nil, "", "hold everything", nil, "I do not know “hold everything”; nothing was done."},
		{"hold by who may only read", nil, "priya", "hold because x", nil, "Only the rollout lead, the plan owner and administrators may hold the rollout. Nothing was changed."},
		{"the end of a hold by who may only read", held, "priya", "resume hold", nil, "Only the rollout lead, the plan owner and administrators may end the hold of a rollout. Nothing was changed."},
		{"resume, when a pause and a hold could be meant", then(paused, held...), "maya", "resume because x", nil, "HR Policy Assistant is paused (PAU-1) and its rollout is on hold. Which of them? Nothing was done yet."},
		{"cancel what is done", over, "", "wave cancel 1 because x", nil, "Wave 1 is done and stays so. Nothing was changed."},
		{"moved by thousands of years", nil, "", "wave move 1 9999-12-31", nil, "Fri 31 Dec 9999 is more than three years away. Nothing was changed."},
		{"approved with words that say no", waiverDue, "dana", "approve APR-1 not yet, wait for legal", nil, "I do not know “approve APR-1 not yet, wait for legal”; nothing was done."},
		{"booked on two days", nil, "sam", "spend 5 on 2026-07-20 on 2026-07-21 x", nil, "Two days are named, so nothing was booked."},
		{"cancel with a stray word", nil, "", "wave cancel 1 tomorrow", nil, "I do not know “wave cancel 1 tomorrow”; nothing was done."},
		{"cancel of two waves", nil, "", "wave cancel 1 2", nil, "I do not know “wave cancel 1 2”; nothing was done."},
		{"cancel without a reason", nil, "", "wave cancel 1", nil, "Wave 1 is taken out of the rollout for good"},
		{"cancel for 10,000 characters", nil, "", "wave cancel 1 because " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was cancelled."},
		{"move to no date", nil, "", "wave move 2", nil, "No date is named. Nothing was changed."},
		{"move to a word", nil, "", "wave move 2 soon", nil, "“soon” is no date; nothing is scheduled for it. Nothing was changed."},
		{"move to a day that never is", nil, "", "wave move 2 2027-02-30", nil, "“2027-02-30” is no day of the calendar. Nothing was changed."},
		{"move to the past", nil, "", "wave move 2 2026-08-02", nil, "Sun 2 Aug 2026 has passed. Nothing was changed."},
		{"move to two readings", nil, "", "wave move 2 03/04/2027", nil, "“03/04/2027” can be read as two days. Which one is it? Nothing was changed yet."},
		{"move to a day far ahead", nil, "", "wave move 2 15 june", nil, "“15 June” has passed this year: today is Mon 3 Aug 2026. Is it the next one, Tue 15 Jun 2027? Nothing was changed yet."},
		{"move what runs", started, "", "wave move 1 2027-02-08", nil, "Wave 1 has begun, so its date is no longer planned. Nothing was changed."},
		{"move what is done", over, "", "wave move 1 2027-02-08", nil, "Wave 1 is done and stays so. Nothing was changed."},
		{"a criterion that is not there", nil, "", "wave tick W1.99", nil, "No criterion is called “w1.99”. Nothing was changed."},
		{"a criterion of no wave", nil, "", "wave tick W9.1", nil, "No criterion is called “w9.1”. Nothing was changed."},
		{"no criterion", nil, "", "wave tick", nil, "Which criterion do you mean? Nothing was changed yet."},
		{"tick what a metric judges", nil, "", "wave tick W2.5", nil, "W2.5 is judged by a reading of the metric, and this version records no readings yet, so nobody ticks it. Nothing was changed."},
		{"tick what stands for no criteria", nil, "", "wave tick W4.6", nil, "W4.6 stands for a gate without criteria, so nobody ticks it. Nothing was changed."},
		{"tick after the gate was passed", started, "", "wave tick W1.1", nil, "Wave 1 has begun, so its entry criteria are settled. Nothing was changed."},
		{"tick with 10,000 characters", nil, "", "wave tick W1.1 " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was ticked."},
		{"untick what is not ticked", nil, "", "wave untick W1.1", nil, "W1.1 is not ticked. Nothing was changed."},
		{"untick another's without a reason", ticked, "", "wave untick W1.1", nil, "W1.1 stays ticked: it was ticked by somebody else, so taking it back needs a reason."},
		{"untick after the gate was passed", started, "", "wave untick W1.2 because x", nil, "Wave 1 has begun, so its entry criteria are settled. Nothing was changed."},
		{"no criteria of a gate with some", nil, "", "wave no-criteria 1 exit because x", nil, "The plan names exit criteria for wave 1, so there is nothing to say instead. Nothing was changed."},
		{"no criteria of no gate", nil, "", "wave no-criteria 4 because x", nil, "A wave has two gates, entry and exit, and neither is named. Nothing was changed."},
		{"no criteria for no reason", nil, "", "wave no-criteria 4 exit", because(" "), "because: The text is empty, so the gate stays shut. Say why, for example `because the sample was too small`."},
		{"waive what is met", ticked, "", "wave waive W1.1 because x", nil, "W1.1 is met, so there is nothing to waive. Nothing was changed."},
		{"waive an empty gate", nil, "", "wave waive W4.6 because x", nil, "The gate has no criteria, so there is nothing to waive. Nothing was changed."},
		{"waive after the gate was passed", started, "", "wave waive W1.1 because x", nil, "Wave 1 has begun, so its entry criteria are settled. Nothing was changed."},
		{"waive for no reason", nil, "", "wave waive W2.5", because(""), "because: The text is empty, so nothing was asked for."},
		{"waive for 10,000 characters", nil, "", "wave waive W2.5", because(long), "because: The text has 10000 characters; at most 3,000 are kept, so nothing was asked for."},
		{"waive while it is paused", stopping, "", "wave waive W2.5 because x", nil, "A pause of the agent is not over, so none of its waves goes forward. Nothing was changed."},
		{"waive with nobody left to decide", nil, "maya", "wave waive W1.4 because x", nil, "Nobody is left to decide this but you who ask, and who asks never decides. Nothing was asked for."},

		// Approvals.
		{"an approval that is not there", nil, "dana", "approve APR-9", nil, "There is no APR-9. Nothing was changed."},
		{"no approval", nil, "dana", "approve", nil, "Nothing is open that this could mean for you, so nothing was done."},
		{"one's own request", waiverDue, "", "approve APR-1", nil, "You asked for APR-1 yourself, and who asks never decides. Nothing was changed."},
		{"declining one's own request", waiverDue, "", "decline APR-1 because x", nil, "You asked for APR-1 yourself, and who asks never decides. Nothing was changed."},
		{"another's to decide", waiverDue, "maya", "approve APR-1", nil, "APR-1 is for @dana to decide. Nothing was changed."},
		{"declining what is another's to decide", waiverDue, "maya", "decline APR-1", nil, "APR-1 is for @dana to decide. Nothing was changed."},
		{"declining for no reason", waiverDue, "dana", "decline APR-1", because(" "), "because: The text is empty, so nothing was declined."},
		{"declining for 10,000 characters", waiverDue, "dana", "decline APR-1 because " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was declined."},
		{"a card that is settled", then(waiverDue, saying{"dana", "decline APR-1 because x"}), "dana", "approve APR-1", nil, "APR-1 is settled already. Declined by @dana · 08:00 UTC · x. Nothing changed."},
		{"one's own resumption", resumeDue, "maya", "approve APR-1", nil, "You asked for APR-1 yourself, and who asks never decides. Nothing was changed."},
		{"a resumption for who owns the plan only", resumeDue, "noor", "approve APR-1", nil, "to decide. Nothing was changed."},

		// Pauses.
		{"a pause of nothing visible", nil, "priya", "pause request \x00\u202e", nil, "Why must it be stopped?"},
		{"a pause of 10,000 characters", nil, "priya", "pause request " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nobody was asked."},
		{"a pause by form, empty", nil, "priya", "in hr-policy-assistant pause request", map[string]string{"text": " "}, "text: The text is empty, so nobody was asked."},
		{"pause now of 10,000 characters", nil, "dana", "pause now " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was paused."},
		{"pause now of what is asked for, 10,000 characters", pauseDue, "dana", "pause now " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was paused."},
		{"pause now by who may only ask", nil, "priya", "pause now x", nil, "Only the rollout lead, the plan owner, whoever answers for security, behaviour or a safety metric and administrators may pause an agent. Nothing was"},
		{"approve what nobody asked for", nil, "maya", "pause approve", nil, "Nobody has asked to pause HR Policy Assistant, so nothing was changed."},
		{"approve a pause that is not there", pauseDue, "maya", "pause approve PAU-9", nil, "There is no PAU-9. Nothing was changed."},
		{"approve, and more", pauseDue, "maya", "pause approve PAU-1 now", nil, "I do not know “now”; nothing was done."},
		{"decline what nobody asked for", nil, "maya", "pause decline because x", nil, "Nobody has asked to pause HR Policy Assistant, so nothing was changed."},
		{"decline a pause for no reason", pauseDue, "maya", "pause decline PAU-1", because(""), "because: The text is empty, so nothing was declined."},
		{"decline a pause for 10,000 characters", pauseDue, "maya", "pause decline because " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was declined."},
		{"decline what is stopping", stopping, "maya", "pause decline because x", nil, "decided by you; users still reach the agent until step 1 (Platform Engineer) is confirmed. Nothing was changed."},
		{"a step before anybody approved", pauseDue, "maya", "pause step 1 done", nil, "Nobody has approved PAU-1 yet, so there is no step to confirm. Nothing was changed."},
		{"a step that is not there", stopping, "maya", "pause step 9 done", nil, "PAU-1 has steps 1 to 3 and no step 9. Nothing was changed."},
		{"step zero", stopping, "maya", "pause step 0 done", nil, "PAU-1 has steps 1 to 3 and no step 0. Nothing was changed."},
		{"a step of words", stopping, "maya", "pause step one done", nil, "“one” is no step, so nothing was changed."},
		{"a step and no done", stopping, "maya", "pause step 1", nil, "I do not know “pause step 1”; nothing was done."},
		{"a step, and more", stopping, "maya", "pause step 1 done now", nil, "I do not know “now”; nothing was done."},
		{"another's step", stopping, "sam", "pause step 1 done", nil, "Only the rollout lead, the plan owner, the step's owner, whoever answers for security, behaviour or a safety metric and administrators may confirm a"},
		{"a step after it is over", then(resumeDue, saying{"nils", "approve APR-1"}), "maya", "pause step 1 done", nil, "PAU-1 is over (resumed), so no step of it is confirmed any more. Nothing was changed."},
		{"resume what runs", nil, "maya", "resume because x", nil, "HR Policy Assistant is neither paused nor on hold, so there is nothing to resume. Nothing was changed."},
		{"resume what is only asked for", pauseDue, "maya", "resume because x", nil, "HR Policy Assistant is only asked for (PAU-1): users still have it, so there is nothing to resume. Nothing was changed."},
		{"resume for no reason", paused, "maya", "resume", because(" "), "because: The text is empty, so nothing was asked for."},
		{"resume for 10,000 characters", paused, "maya", "resume because " + long, nil, "The text has 10000 characters; at most 3,000 are kept, so nothing was asked for."},
		{"resume a pause that is not there", paused, "maya", "resume PAU-9 because x", nil, "There is no PAU-9. Nothing was changed."},
		{"show a pause that is not there", nil, "maya", "pause show PAU-9", nil, "There is no PAU-9. Nothing was changed."},
	}
	base := running(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m := mutation{before: tt.before, user: tt.user, line: tt.line, fields: tt.fields}
			if m.user == "" {
				m.user = "noor"
			}
			h := m.prepared(t, base)
			before := h.dump()
			got := h.says(m.ask(""))
			if !strings.Contains(got, tt.want) {
				t.Errorf("answered\n%s\nwant %s", got, tt.want)
			}
			if strings.Contains(got, "(ref ") {
				t.Errorf("a fault of ours:\n%s", h.log.String())
			}
			if h.dump() != before {
				t.Error("something was changed")
			}
			if _, err := h.d.Try(context.Background(), h.request(m.ask("k1"))); err != nil && h.dump() != before {
				t.Error("refused, and the request is remembered")
			}
		})
	}
}
