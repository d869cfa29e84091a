package commands_test

// mutations has a row for every way in which people change something. A test
// compares what they leave in the audit record with the verbs there are.
var mutations = []mutation{
	// The plan and its people.
	{
		name: "import", user: "priya", line: "plan import\n" + agent("New One"), says: "New One",
		audit: []string{"priya: plan.import new-one: version 1, ‹hash›"},
		again: "is version 1 byte for byte", after: []saying{{"ada", "in new one report x"}},
	},
	{
		name: "confirm one reading", draft: true, user: "maya", line: "plan confirm metrics[1].threshold", says: "1 reading is confirmed.",
		audit: []string{"maya: plan.confirm hr-policy-assistant: metrics[1].threshold"},
		again: "othing was confirmed", after: []saying{{"ada", "plan confirm all"}},
	},
	{
		name: "confirm by form", draft: true, user: "maya", line: "plan confirm version 1", fields: map[string]string{"metrics[1].threshold": "yes"}, says: "1 reading is confirmed.",
		audit: []string{"maya: plan.confirm hr-policy-assistant: metrics[1].threshold"},
		again: "othing was confirmed", after: []saying{{"ada", "plan confirm all"}},
	},
	{
		name: "activate", draft: true, user: "maya", line: "plan activate confirm", says: "is active",
		audit: []string{
			"maya: plan.activate hr-policy-assistant",
			"maya: review.schedule hr-policy-assistant/R1: every quarter", "maya: review.schedule hr-policy-assistant/R2: every month",
			"maya: review.schedule hr-policy-assistant/R3: every quarter", "maya: review.schedule hr-policy-assistant/R4: every month",
			"maya: review.schedule hr-policy-assistant/R5: every month on the 1st monday", "maya: review.schedule hr-policy-assistant/R6: every month",
			"maya: review.schedule hr-policy-assistant/R7: every year",
		},
		again: "Nothing changed",
	},
	{
		name: "link", user: "maya", line: "plan link #ops", says: "#ops is the home of HR Policy Assistant now",
		audit: []string{"maya: plan.link hr-policy-assistant: from agent-hr"},
		again: "already. Nothing changed.", after: []saying{{"ada", "in hr policy assistant plan link #agent-it"}},
	},
	{
		name: "fill a role", user: "maya", line: "owner set Risk Officer @lee", says: "is filled by @lee",
		audit: []string{"maya: owner.set hr-policy-assistant/risk officer: Risk Officer"},
		again: "already. Nothing changed.", after: []saying{{"ada", "owner set Risk Officer @dana"}},
	},
	{
		name: "fill roles by form", user: "maya", line: "owner set", fields: map[string]string{"risk officer": "<@lee>"}, says: "1 role is filled.",
		audit: []string{"maya: owner.set hr-policy-assistant/risk officer: Risk Officer"},
		again: "othing", after: []saying{{"ada", "owner set Risk Officer @dana"}},
	},
	{
		name: "give the plan away", user: "maya", line: "owner set plan-owner @lee", says: "is filled by @lee",
		audit: []string{"maya: owner.set hr-policy-assistant: plan owner"},
		again: "othing was changed", // it is no longer hers to give
	},
	{
		name: "name the rollout lead", user: "maya", line: "owner set rollout-lead @lee", says: "is filled by @lee",
		audit: []string{"maya: owner.set hr-policy-assistant: rollout lead"},
		again: "already. Nothing changed.",
	},

	// Incidents.
	{
		name: "incident open", user: "priya", line: "report it is slow", says: "INC-1 opened",
		audit: []string{"priya: incident.open INC-1: it is slow"},
		after: []saying{{"ada", "resolve 1"}, {"ada", "plan import\n" + agent("Another")}},
	},
	{
		name: "incident open by form", user: "priya", line: "in hr-policy-assistant incident open", fields: map[string]string{"text": "x", "sev": "2", "area": "S3"}, says: "INC-1 opened",
		audit: []string{"priya: incident.open INC-1: x"},
	},
	{
		name: "incident ack", before: reported, user: "lee", line: "ack 1", says: "INC-1 is yours",
		audit: []string{"lee: incident.ack INC-1"},
		again: "INC-1", after: []saying{{"ada", "release 1"}},
	},
	{
		name: "incident release", before: then(reported, saying{"maya", "ack 1"}), user: "maya", line: "release 1", says: "INC-1",
		audit: []string{"maya: incident.release INC-1"},
		again: "Nobody has acknowledged INC-1", after: []saying{{"ada", "ack 1"}},
	},
	{
		name: "incident note", before: reported, user: "lee", line: "note 1 looking", says: "Note 1 is on INC-1",
		audit: []string{"lee: incident.note INC-1: looking"},
		after: []saying{{"ada", "note 1 another"}},
	},
	{
		name: "incident resolve", before: reported, user: "lee", line: "resolve 1 done", says: "INC-1",
		audit: []string{"lee: incident.resolve INC-1: done"},
		again: "INC-1",
	},

	{
		name: "incident ack of several", before: reportedTwice, user: "lee", line: "ack 1 2", says: "INC-2 is yours",
		audit: []string{"lee: incident.ack INC-1", "lee: incident.ack INC-2"},
		again: "You have INC-2", after: []saying{{"ada", "release 1 2"}},
	},
	{
		name: "incident resolve of several", before: reportedTwice, user: "lee", line: "resolve 1, 2: done", says: "INC-2 is resolved",
		audit: []string{"lee: incident.resolve INC-1: done", "lee: incident.resolve INC-2: done"},
		again: "INC-2",
	},

	// Reviews.
	{
		name: "review done", user: "lee", line: "review done R5 2026-08 accepted <https://example.com/8|example.com/8> all well",
		says: "Data source review for August 2026: accepted.", audit: []string{"lee: review.done hr-policy-assistant/R5/2026-08: all well"},
		again: "was accepted already by @lee, 3 Aug 08:00 UTC. Nothing changed.", after: []saying{{"maya", "review done R5 2026-09 rejected"}},
	},
	{
		name: "review done, the open one", user: "lee", line: "review done R5 accepted",
		says: "Data source review for August 2026: accepted.", audit: []string{"lee: review.done hr-policy-assistant/R5/2026-08"},
		again: "The last one, for August 2026, was accepted. Nothing was changed.", after: []saying{{"maya", "review done R5 2026-09 rejected"}},
	},
	{
		name: "review done by form", user: "lee", line: "review due", fields: reviewForm("R5/2026-08"),
		says: "Data source review for August 2026: accepted.", audit: []string{"lee: review.done hr-policy-assistant/R5/2026-08: all well"},
		again: "was accepted already by @lee, 3 Aug 08:00 UTC. Nothing changed.", after: []saying{{"maya", "review done R5 2026-09 rejected"}},
	},
	{
		name: "review correct", before: []saying{{"lee", "review done R5 accepted"}}, user: "lee", line: "review correct R5 2026-08 rejected because the wrong row",
		says:  "for August 2026 is rejected now, and was accepted: “the wrong row”. Both stay on record.",
		audit: []string{"lee: review.correct hr-policy-assistant/R5/2026-08: the wrong row"},
		again: "was rejected already by @lee, 3 Aug 08:00 UTC. Nothing changed.", after: []saying{{"maya", "review correct R5 2026-08 accepted because it was right"}},
	},
	{
		name: "review skip", user: "lee", line: "review skip R5 2026-08 because nobody used it",
		says: "is skipped: “nobody used it”", audit: []string{"lee: review.skip hr-policy-assistant/R5/2026-08: nobody used it"},
		again: "was skipped already by @lee, 3 Aug 08:00 UTC. Nothing changed.", after: []saying{{"maya", "review skip R5 2026-09 because x"}},
	},
	{
		name: "review skip, the open one", user: "lee", line: "review skip R5 because nobody used it",
		says: "is skipped: “nobody used it”", audit: []string{"lee: review.skip hr-policy-assistant/R5/2026-08: nobody used it"},
		again: "The last one, for August 2026, was skipped. Nothing was changed.",
	},
	{
		name: "review snooze", user: "lee", line: "review snooze R5 2026-08 3d because lee is ill",
		says: "is put off: it is due Thu 6 Aug 2026 now.", audit: []string{"lee: review.snooze hr-policy-assistant/R5/2026-08: lee is ill"},
		again: "is put off to Thu 6 Aug 2026 already by @lee, 3 Aug 08:00 UTC. Nothing changed.", after: []saying{{"maya", "review snooze R5 2026-08 4d because x"}},
	},
	{
		name: "review snooze, the open one", user: "lee", line: "review snooze R5 3d because lee is ill",
		says: "is put off: it is due Thu 6 Aug 2026 now.", audit: []string{"lee: review.snooze hr-policy-assistant/R5/2026-08: lee is ill"},
		again: "is not due: the next one is due Thu 6 Aug 2026. Nothing was changed.",
	},

	// Spend.
	{
		name: "spend", user: "sam", line: "spend 20 for licences of July", says: "$20 booked for HR Policy Assistant on 3 Aug 2026 for “licences” · SP-1",
		audit: []string{"sam: spend.book SP-1: of July"},
		after: []saying{{"ada", "spend 30"}},
	},
	{
		name: "spend over two thresholds", user: "sam", line: "spend 1600", says: "Reached: 50 % ($1,000) and 80 % ($1,600); @sam is told.",
		audit: []string{"sam: spend.book SP-1"},
		after: []saying{{"ada", "spend 1000"}},
	},
	{
		name: "spend every month", user: "sam", line: "spend 20 on 2026-07-31 for licences monthly seats", says: "$20 every month on the 31st (in shorter months on the last day) for “licences” · HR Policy Assistant · SPM-1",
		audit: []string{"sam: spend.monthly SPM-1: USD 20.00 from 2026-07-31", "sam: spend.book SP-1: seats"},
		after: []saying{{"ada", "spend 30"}},
	},
	{
		name: "undo what is booked every month", before: []saying{{"sam", "spend 20 monthly"}}, user: "sam", line: "undo", says: "Taken back with it: SP-1. All lines are kept.",
		audit: []string{"sam: spend.monthly-end SPM-1", "sam: spend.undo SP-1"},
		again: "You booked nothing in the last 15 minutes, so nothing was changed.", after: []saying{{"sam", "spend 30 monthly"}},
	},
	{
		name: "end what is booked every month", before: []saying{{"sam", "spend 20 monthly"}}, user: "maya", line: "reverse SPM-1 because it is over", says: "What it has booked, 1 line, stays",
		audit: []string{"maya: spend.monthly-end SPM-1: it is over"},
		again: "SPM-1 ended 08:00 UTC, by @maya. Nothing changed.", after: []saying{{"sam", "reverse SP-1 because it was twice"}},
	},
	{
		name: "undo", before: []saying{{"sam", "spend 20"}}, user: "sam", line: "undo SP-1", says: "SP-1 is taken back",
		audit: []string{"sam: spend.undo SP-1"},
		again: "SP-1 was taken back before, by SP-2. Nothing changed.", after: []saying{{"ada", "spend 30"}},
	},
	{
		name: "undo, the newest", before: []saying{{"sam", "spend 20"}}, user: "sam", line: "undo", says: "SP-1 is taken back",
		audit: []string{"sam: spend.undo SP-1"},
		again: "You booked nothing in the last 15 minutes, so nothing was changed.", after: []saying{{"sam", "spend 30"}},
	},
	{
		name: "reverse", before: []saying{{"sam", "spend 20"}}, user: "maya", line: "reverse SP-1 because it was twice", says: "SP-1 is taken back",
		audit: []string{"maya: spend.reverse SP-1: it was twice"},
		again: "SP-1 was taken back before, by SP-2. Nothing changed.", after: []saying{{"ada", "spend 30"}},
	},

	// Waves.
	{
		name: "wave tick", user: "cora", line: "wave tick W1.1 minutes of 3 July", says: "W1.1 is ticked: “Announced to the users of this wave”.",
		audit: []string{"cora: wave.tick hr-policy-assistant/W1: W1.1: Announced to the users of this wave"},
		again: "W1.1 was ticked by @cora 08:00 UTC. Nothing changed.", after: []saying{{"noor", "wave untick W1.1 because x"}},
	},
	{
		name: "wave untick", before: ticked, user: "cora", line: "wave untick W1.1", says: "W1.1 is no longer ticked",
		audit: []string{"cora: wave.untick hr-policy-assistant/W1: W1.1: Announced to the users of this wave"},
		again: "W1.1 is not ticked. Nothing was changed.", after: []saying{{"noor", "wave tick W1.1"}},
	},
	{
		name: "wave untick with a reason", before: ticked, user: "noor", line: "wave untick W1.1 because it was another wave", says: "W1.1 is no longer ticked",
		audit: []string{"noor: wave.untick hr-policy-assistant/W1: W1.1: Announced to the users of this wave: it was another wave"},
		again: "W1.1 is not ticked. Nothing was changed.", after: []saying{{"noor", "wave tick W1.1"}},
	},
	{
		name: "wave no-criteria", user: "noor", line: "wave no-criteria 4 exit because the queue is watched elsewhere", says: "passes without criteria",
		audit: []string{"noor: wave.no-criteria hr-policy-assistant/W4: W4.6: the queue is watched elsewhere"},
		again: "@noor said why already, 08:00 UTC: the queue is watched elsewhere. Nothing changed.",
	},
	{
		name: "wave no-criteria by form", user: "noor", line: "wave no-criteria 4 exit", fields: map[string]string{"because": "the queue is watched elsewhere"}, says: "passes without criteria",
		audit: []string{"noor: wave.no-criteria hr-policy-assistant/W4: W4.6: the queue is watched elsewhere"},
		again: "@noor said why already, 08:00 UTC: the queue is watched elsewhere. Nothing changed.",
	},
	{
		name: "wave start", before: ticked, user: "noor", line: "wave start 1", says: "has begun; it is announced in #agent-hr.",
		audit: []string{"noor: wave.start hr-policy-assistant/W1: W1.1 met; W1.2 met; W1.3 met; W1.4 met; W1.5 met"},
		again: "Wave 1 runs since 08:00 UTC, started by @noor. Nothing changed.", after: []saying{{"noor", "wave cancel 1 because x"}},
	},
	{
		name: "wave complete", before: then(started, saying{"noor", "wave tick W1.6"}), user: "noor", line: "wave complete 1", says: "is complete; #agent-hr hears of it.",
		audit: []string{"noor: wave.complete hr-policy-assistant/W1: W1.6 met"},
		again: "Wave 1 is done since 08:00 UTC, completed by @noor. Nothing changed.", after: []saying{{"noor", "wave cancel 2 because x"}},
	},
	{
		name: "wave complete, the last", before: then(started, saying{"noor", "wave tick W1.6"}, saying{"noor", "wave cancel 2 because x"}, saying{"noor", "wave cancel 3 because x"}, saying{"noor", "wave cancel 4 because x"}),
		user: "noor", line: "wave complete 1", says: "It was the last one: the plan is live.",
		audit: []string{"noor: wave.complete hr-policy-assistant/W1: W1.6 met", "noor: plan.live hr-policy-assistant: after wave 1"},
		again: "Wave 1 is done since 08:00 UTC, completed by @noor. Nothing changed.",
	},
	{
		name: "wave cancel", user: "noor", line: "wave cancel 4 because the budget is spent", says: "is cancelled: the budget is spent.",
		audit: []string{"noor: wave.cancel hr-policy-assistant/W4: the budget is spent"},
		again: "Wave 4 is cancelled since 08:00 UTC, by @noor. Nothing changed.",
	},
	{
		name: "wave cancel, with something asked of it", before: waiverDue, user: "noor", line: "wave cancel 2 because it is too early", says: "is cancelled: it is too early.",
		audit: []string{"noor: wave.cancel hr-policy-assistant/W2: it is too early", "noor: approval.supersede APR-1: over"},
		again: "Wave 2 is cancelled since 08:00 UTC, by @noor. Nothing changed.", after: []saying{{"dana", "approve APR-1"}},
	},
	{
		name: "wave move", user: "noor", line: "wave move 2 2027-02-08", says: "is planned for Mon 8 Feb 2027 now",
		audit: []string{"noor: plan.import hr-policy-assistant: version 2, ‹hash›", `noor: wave.move hr-policy-assistant/W2: wave 2 from "2027-02-01" to Mon 8 Feb 2027`},
		again: "Wave 2 is planned for Mon 8 Feb 2027 already. Nothing changed.", after: []saying{{"noor", "wave move 2 2027-02-15"}},
	},
	{
		name: "wave waive", user: "noor", line: "wave waive W2.5 because the sample is small", says: "APR-1 asks to waive W2.5 of wave 2",
		audit: []string{"noor: approval.ask APR-1: the sample is small"},
		again: "APR-1 asks for this already. Nothing was changed.", after: []saying{{"dana", "approve APR-1"}},
	},
	{
		name: "wave waive by form", user: "noor", line: "wave waive W2.5", fields: map[string]string{"because": "the sample is small"}, says: "APR-1 asks to waive W2.5 of wave 2",
		audit: []string{"noor: approval.ask APR-1: the sample is small"},
		again: "APR-1 asks for this already. Nothing was changed.", after: []saying{{"dana", "approve APR-1"}},
	},
	{
		name: "wave waive, for another reason", before: waiverDue, user: "noor", line: "wave waive W2.5 because two weeks are missing", says: "APR-1 asks for this already; it says your new reason now: “two weeks are missing”",
		audit: []string{"noor: approval.reword APR-1: two weeks are missing"},
		again: "APR-1 asks for this already. Nothing was changed.", after: []saying{{"dana", "approve APR-1"}},
	},
	{
		name: "approve a waiver", before: waiverDue, user: "dana", line: "approve APR-1", says: "APR-1 is approved: waive W2.5 of wave 2",
		audit: []string{"dana: approval.approve APR-1", "dana: wave.waive hr-policy-assistant/W2: W2.5 by APR-1: the sample is small"},
		again: "APR-1 is settled already. Approved by @dana · 08:00 UTC. Nothing changed.",
	},
	{
		name: "decline a waiver", before: waiverDue, user: "dana", line: "decline APR-1 because it must hold", says: "APR-1 is declined. @noor hears why.",
		audit: []string{"dana: approval.decline APR-1: it must hold"},
		again: "APR-1 is settled already. Declined by @dana · 08:00 UTC · it must hold. Nothing changed.", after: []saying{{"noor", "wave waive W2.5 because x"}},
	},

	// Messages that were given up.
	{
		name: "doctor retry", refused: true, user: "ada", line: "doctor retry", says: "2 messages are tried again.",
		audit: []string{"ada: delivery.retry : 1 tried again", "ada: delivery.retry hr-policy-assistant: 1 tried again"},
		again: "No message is given up. Nothing was changed.",
	},
	{
		name: "doctor retry of one", refused: true, user: "ada", line: "doctor retry 9", says: "1 message is tried again.\nGiven up still: 1",
		audit: []string{"ada: delivery.retry hr-policy-assistant: 1 tried again"},
		again: "Message 9 is on its way. Nothing was changed.", after: []saying{{"ada", "doctor retry"}},
	},

	// Holds.
	{
		name: "hold", user: "noor", line: "hold because security looks at it", says: "HR Policy Assistant is on hold: no wave goes forward until somebody ends it",
		audit: []string{"noor: plan.hold hr-policy-assistant: security looks at it"},
		again: "is on hold since 3 Aug 08:00 UTC by @noor (security looks at it). Nothing was changed.", after: []saying{{"maya", "resume hold"}},
	},
	{
		name: "end of a hold", before: held, user: "maya", line: "resume because it is well", says: "is no longer on hold",
		audit: []string{"maya: plan.resume hr-policy-assistant: it is well"},
		again: "is neither paused nor on hold, so there is nothing to resume. Nothing was changed.", after: []saying{{"noor", "hold"}},
	},
	{
		name: "end of a hold, named", before: held, user: "maya", line: "resume hold", says: "is no longer on hold",
		audit: []string{"maya: plan.resume hr-policy-assistant"},
		again: "is not on hold. Nothing was changed.", after: []saying{{"noor", "hold"}},
	},

	// Pauses.
	{
		name: "pause request", user: "priya", line: "pause request it leaks names", says: "PAU-1 · you asked to pause HR Policy Assistant · @maya and @noor are asked now",
		audit: []string{"priya: pause.request PAU-1: it leaks names"},
		again: "was asked for by you 08:00 UTC and waits for a decision. Nothing was changed.", after: []saying{{"maya", "pause approve"}},
	},
	{
		name: "pause request by form", user: "priya", line: "in hr-policy-assistant pause request", fields: map[string]string{"text": "it leaks names"}, says: "PAU-1 · you asked to pause HR Policy Assistant",
		audit: []string{"priya: pause.request PAU-1: it leaks names"},
		again: "was asked for by you 08:00 UTC and waits for a decision. Nothing was changed.", after: []saying{{"maya", "pause approve"}},
	},
	{
		name: "pause request too", before: pauseDue, user: "lee", line: "pause it answers in riddles", says: "@priya had asked to pause HR Policy Assistant at 08:00 UTC; your words are added",
		audit: []string{"lee: pause.request PAU-1: it answers in riddles"},
		again: "was asked for by @priya 08:00 UTC and waits for a decision. Nothing was changed.", after: []saying{{"maya", "pause approve"}},
	},
	{
		name: "pause now", user: "dana", line: "pause now it leaks names", says: "PAU-1 · stopping HR Policy Assistant · users still reach the agent",
		audit: []string{"dana: pause.now PAU-1: it leaks names"},
		again: "since 08:00 UTC, decided by you", after: []saying{{"tess", "pause step 1 done"}},
	},
	{
		name: "pause now, without a word", user: "ada", line: "pause now", says: "PAU-1 · stopping HR Policy Assistant · users still reach the agent",
		audit: []string{"ada: pause.now PAU-1"},
		again: "since 08:00 UTC, decided by you", after: []saying{{"tess", "pause step 1 done"}},
	},
	{
		name: "pause now of what is asked for", before: pauseDue, user: "dana", line: "pause now it does", says: "PAU-1 · stopping HR Policy Assistant · users still reach the agent",
		audit: []string{"dana: pause.approve PAU-1: it does"},
		again: "since 08:00 UTC, decided by you", after: []saying{{"tess", "pause step 1 done"}},
	},
	{
		name: "pause approve", before: pauseDue, user: "maya", line: "pause approve PAU-1", says: "PAU-1 · stopping HR Policy Assistant · users still reach the agent",
		audit: []string{"maya: pause.approve PAU-1"},
		again: "since 08:00 UTC, decided by you", after: []saying{{"tess", "pause step 1 done"}},
	},
	{
		name: "pause decline", before: pauseDue, user: "maya", line: "pause decline because it was a test", says: "PAU-1 is declined: users keep HR Policy Assistant. @priya hears why.",
		audit: []string{"maya: pause.decline PAU-1: it was a test"},
		again: "PAU-1 was declined by you 08:00 UTC; users keep HR Policy Assistant. Nothing was changed.", after: []saying{{"priya", "pause it leaks still"}},
	},
	{
		name: "pause step", before: stopping, user: "cora", line: "pause step 2 done", says: "PAU-1 · step 2 is confirmed · users still reach the agent until step 1 (Platform Engineer) is confirmed.",
		audit: []string{"cora: pause.step PAU-1: step 2"},
		again: "users still reach the agent until step 1 (Platform Engineer) is confirmed. Nothing was changed.", after: []saying{{"tess", "pause step 1 done"}},
	},
	{
		name: "pause step, the last that stops it", before: stopping, user: "tess", line: "pause step 1 done", says: "PAU-1 · step 1 is confirmed, HR Policy Assistant is paused",
		audit: []string{"tess: pause.step PAU-1: step 1"},
		again: "is paused since 08:00 UTC, decided by @maya. Nothing was changed.", after: []saying{{"maya", "resume because x"}},
	},
	{
		name: "pause step, the last", before: paused[:len(paused)-1], user: "nils", line: "pause step 3 done", says: "PAU-1 · step 3 is confirmed",
		audit: []string{"nils: pause.step PAU-1: step 3"},
		again: "is paused since 08:00 UTC, decided by @maya. Nothing was changed.", after: []saying{{"maya", "resume because x"}},
	},
	{
		name: "ask to resume", before: paused, user: "maya", line: "resume because it is mended", says: "PAU-1 · you asked to resume HR Policy Assistant · @nils is asked to decide (APR-1).",
		audit: []string{"maya: pause.resume-request PAU-1: it is mended", "maya: approval.ask APR-1: it is mended"},
		again: "you asked to resume HR Policy Assistant 08:00 UTC, and APR-1 waits to be decided. Nothing was changed.", after: []saying{{"nils", "approve APR-1"}},
	},
	{
		name: "approve a resumption", before: resumeDue, user: "nils", line: "approve APR-1", says: "APR-1 is approved: resume the agent (PAU-1). @maya hears of it.",
		audit: []string{"nils: approval.approve APR-1", "nils: pause.resume PAU-1: it is mended"},
		again: "APR-1 is settled already. Approved by @nils · 08:00 UTC. Nothing changed.", after: []saying{{"priya", "pause it leaks again"}},
	},
	{
		name: "decline a resumption", before: resumeDue, user: "nils", line: "decline APR-1 because it leaks still", says: "APR-1 is declined. @maya hears why.",
		audit: []string{"nils: approval.decline APR-1: it leaks still", "nils: pause.resume-decline PAU-1: it leaks still"},
		again: "APR-1 is settled already. Declined by @nils · 08:00 UTC · it leaks still. Nothing changed.", after: []saying{{"maya", "resume because it is mended now"}},
	},
}
