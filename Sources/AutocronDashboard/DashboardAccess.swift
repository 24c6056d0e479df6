/// What a viewer may see and do, for one request.
public struct DashboardAccess: Hashable, Sendable {
    /// Single rights.
    public struct Rights: OptionSet, Hashable, Sendable {
        /// The bits.
        public let rawValue: Int

        /// Makes rights from their bits.
        public init(rawValue: Int) {
            self.rawValue = rawValue
        }

        /// Every page: names, states, times, counts.
        public static let see = Rights(rawValue: 1)
        /// Arguments, results, unique keys, messages of errors and of progress, standard error.
        public static let seeContents = Rights(rawValue: 2)
        /// To retry, cancel and store tasks, and to run recurring functions now.
        public static let steerTasks = Rights(rawValue: 4)
        /// To pause, resume, and change settings.
        public static let steerPool = Rights(rawValue: 8)
        /// To delete tasks.
        public static let delete = Rights(rawValue: 16)
    }

    /// What is allowed.
    public var rights: Rights
    /// Who it is, for the list of orders.
    public var name: String?

    /// Makes access with single rights.
    ///
    /// - Parameters:
    ///   - rights: What is allowed.
    ///   - name: Who it is, for the list of orders.
    public init(_ rights: Rights, named name: String? = nil) {
        self.rights = rights
        self.name = name
    }

    /// Nothing.
    public static let none = DashboardAccess([])
    /// Every page, without the tasks' contents.
    public static let viewer = DashboardAccess(.see)
    /// Everything.
    public static let all = DashboardAccess([.see, .seeContents, .steerTasks, .steerPool, .delete])

    /// Everything but to delete.
    ///
    /// - Parameter name: Who it is, for the list of orders.
    public static func `operator`(named name: String? = nil) -> DashboardAccess {
        DashboardAccess([.see, .seeContents, .steerTasks, .steerPool], named: name)
    }

    /// Whether one of the rights is there.
    func has(_ right: Rights) -> Bool { rights.isSuperset(of: right) }

    /// What is left of it in a dashboard that changes nothing, or shows no contents.
    func limited(by options: DashboardOptions) -> DashboardAccess {
        var access = self
        if options.isReadOnly { access.rights.formIntersection([.see, .seeContents]) }
        if options.isRedacted { access.rights.remove(.seeContents) }
        return access
    }
}
