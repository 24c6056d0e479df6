/// Why a request was not carried out: a status, and a sentence of this program that says what to do.
struct Refusal: Error, Hashable {
    var status: Int
    /// Without anything from the request; errors of the store may name what is stored.
    var sentence: String
    var headers: [DashboardHeader]

    init(_ status: Int, _ sentence: String, _ headers: [DashboardHeader] = []) {
        self.status = status
        self.sentence = sentence
        self.headers = headers
    }

    static let notFound = Refusal(404, "There is no such page. The links above lead to those that there are.")
    static let unknownTask = Refusal(404, "There is no such task; it may have been deleted after its time.")
    static let badParameter = Refusal(400, "A parameter of this address is unknown or makes no sense.")
    static let badForm = Refusal(400, "The form is incomplete or makes no sense; load its page again.")
    static let foreignForm = Refusal(403, "This form did not come from this dashboard; load its page again.")
    static let foreignHost = Refusal(421, "This dashboard does not answer under this host's name.")

    /// The status in words, as a heading.
    var title: String {
        switch status {
        case 400: "Not understood"
        case 403: "Not allowed"
        case 404: "Not found"
        case 405: "Not done this way"
        case 409: "Not possible now"
        case 413, 431: "Too large"
        case 415: "Not a form"
        case 421: "Wrong host"
        case 503: "Not available now"
        default: "Failed"
        }
    }
}
