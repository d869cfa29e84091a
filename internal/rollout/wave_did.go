package rollout

import "time"

// WaveDid is what became of a wave by somebody's hand, as it was then, and what
// depends on that moment. Receipts hold it, so the names of its fields stay.
type WaveDid struct {
	Plan    PlanID
	Agent   string
	Run     WaveRun
	Call    string // what to type for the wave
	Changed bool
	Home    Place // where it was announced
	Told    bool  // its home hears of it
	Live    bool  // it was the last one: the plan is live

	Criteria []CriterionDid // what was said of them
	Text     string         // of the new date
	Draft    bool           // nobody is reminded of it
	Yours    bool           // the asker is the rollout lead, who is reminded of it
	File     string         // name of the document, of a new date; "" when it has none
	Said     Said           // why the gate has no criteria, and whose word that is
	Gate     Gate           // that it was about
	Holds    int            // what still holds that gate, incidents among it
	At       time.Time      // when it was done
	Turn     bool           // the plan stands at this wave
}

// CriterionDid is a criterion of which somebody said that it is met, or took
// that back.
type CriterionDid struct {
	Key, Text string
	Changed   bool
	Said      Said     // by whom it is ticked; zero when it is not
	For       []string // roles whose it was to say, when somebody said it for them
}
