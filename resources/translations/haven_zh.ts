<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN" sourcelanguage="en">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Haven</source>
        <translation>关于 Haven</translation>
    </message>
    <message>
        <source>Licences…</source>
        <translation>许可证…</translation>
    </message>
    <message>
        <source>Haven {version}</source>
        <translation>Haven {version}</translation>
    </message>
    <message>
        <source>Plans emergency shelters, relief depots and fire stations of a county and shows at once whom they reach. It works without a network; nothing leaves this computer.

Figures follow the standards named beside them. They support a planner&apos;s decision and do not replace it.</source>
        <translation>规划县域应急避难场所、物资储备库和消防救援站，随改随看覆盖到多少人。全程离线，数据不离开本机。

各项数值按旁边注明的标准计算，供规划人员决策参考，不能代替决策。</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>Select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Meeting pack</source>
        <translation>会议资料包</translation>
    </message>
    <message>
        <source>Measure</source>
        <translation>量测</translation>
    </message>
    <message>
        <source>Home page</source>
        <translation>首页</translation>
    </message>
    <message>
        <source>Sample county, recent projects, new project</source>
        <translation>示例县、最近工程、新建工程</translation>
    </message>
    <message>
        <source>New project from files…</source>
        <translation>从文件新建工程…</translation>
    </message>
    <message>
        <source>Add layers from files…</source>
        <translation>添加图层文件…</translation>
    </message>
    <message>
        <source>Import edited ledgers…</source>
        <translation>导入修改后的台账…</translation>
    </message>
    <message>
        <source>Read back a workbook whose ledgers colleagues edited; the difference is shown first</source>
        <translation>读回同事修改过的台账，先列出差异再确认</translation>
    </message>
    <message>
        <source>Open project…</source>
        <translation>打开工程…</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>保存</translation>
    </message>
    <message>
        <source>Save the project</source>
        <translation>保存工程</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>County and plan…</source>
        <translation>县域与规划…</translation>
    </message>
    <message>
        <source>Name, code and plan of the county</source>
        <translation>县名、代码与所对照的规划</translation>
    </message>
    <message>
        <source>Data remarks…</source>
        <translation>数据提示…</translation>
    </message>
    <message>
        <source>What the data say against themselves, and whose people count</source>
        <translation>数据自相矛盾之处，以及人口取自哪里</translation>
    </message>
    <message>
        <source>Plan and targets…</source>
        <translation>规划与目标…</translation>
    </message>
    <message>
        <source>Every row of the plan with its target; copy the plan to set targets of your own</source>
        <translation>查看规划各项指标及目标，复制规划后可自定目标</translation>
    </message>
    <message>
        <source>Rules and sources…</source>
        <translation>参数与依据…</translation>
    </message>
    <message>
        <source>Every rule value with its source; change values, compare rule sets</source>
        <translation>查看每项参数的取值与依据，修改取值，比较规则集</translation>
    </message>
    <message>
        <source>Typed-in indicators…</source>
        <translation>填报指标…</translation>
    </message>
    <message>
        <source>What the plan asks and no layer holds</source>
        <translation>规划要求、但图层中没有的指标</translation>
    </message>
    <message>
        <source>Preferences…</source>
        <translation>偏好设置…</translation>
    </message>
    <message>
        <source>Language and appearance</source>
        <translation>语言与外观</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>退出</translation>
    </message>
    <message>
        <source>Cut</source>
        <translation>剪切</translation>
    </message>
    <message>
        <source>Cut the selected facilities</source>
        <translation>剪切所选设施</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Copy the selected facilities</source>
        <translation>复制所选设施</translation>
    </message>
    <message>
        <source>Paste</source>
        <translation>粘贴</translation>
    </message>
    <message>
        <source>Paste the copied facilities</source>
        <translation>粘贴复制的设施</translation>
    </message>
    <message>
        <source>Duplicate</source>
        <translation>创建副本</translation>
    </message>
    <message>
        <source>Duplicate the selected facilities</source>
        <translation>为所选设施创建副本</translation>
    </message>
    <message>
        <source>Merge outlines</source>
        <translation>合并轮廓</translation>
    </message>
    <message>
        <source>Put the selected outlines of one kind together; what is stated of them is added up</source>
        <translation>把所选同类设施的轮廓合成一处，登记的面积和人数相加</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete the selected facilities</source>
        <translation>删除所选设施</translation>
    </message>
    <message>
        <source>Select all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Select all facilities that are shown</source>
        <translation>选择图上显示的全部设施</translation>
    </message>
    <message>
        <source>Select nothing</source>
        <translation>取消选择</translation>
    </message>
    <message>
        <source>Find…</source>
        <translation>查找…</translation>
    </message>
    <message>
        <source>Find a place, facility or township by name</source>
        <translation>按名称查找地点、设施、乡镇</translation>
    </message>
    <message>
        <source>Zoom in</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Zoom out</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Presentation</source>
        <translation>演示</translation>
    </message>
    <message>
        <source>Map and five large figures; arrow keys go through the scenarios, Escape ends</source>
        <translation>地图和五项大字指标；方向键切换方案，Esc 退出</translation>
    </message>
    <message>
        <source>Lock today</source>
        <translation>锁定现状</translation>
    </message>
    <message>
        <source>What is recorded as existing is changed only when this is off</source>
        <translation>解除锁定后才能改动现状设施</translation>
    </message>
    <message>
        <source>Need and room by length of stay, make-up, upkeep, candidate sites</source>
        <translation>按避难时长的需求与容量、构成、管护、备选场地</translation>
    </message>
    <message>
        <source>Show the whole county</source>
        <translation>显示全县</translation>
    </message>
    <message>
        <source>Blank lists to fill in…</source>
        <translation>导出空白台账…</translation>
    </message>
    <message>
        <source>A workbook with a sheet for each kind of facility, which an import reads back</source>
        <translation>每类设施一张表，填好后可直接导入</translation>
    </message>
    <message>
        <source>Earlier versions…</source>
        <translation>以前的版本…</translation>
    </message>
    <message>
        <source>Copies of this project that were kept while it was worked on</source>
        <translation>编辑本工程期间留存的副本</translation>
    </message>
    <message>
        <source>Zoom to selection</source>
        <translation>缩放到所选</translation>
    </message>
    <message>
        <source>Show the selected facilities</source>
        <translation>显示所选设施</translation>
    </message>
    <message>
        <source>Add a bookmark…</source>
        <translation>添加书签…</translation>
    </message>
    <message>
        <source>Give what the map shows a name</source>
        <translation>给当前地图视图起个名字</translation>
    </message>
    <message>
        <source>Arrange bookmarks…</source>
        <translation>整理书签…</translation>
    </message>
    <message>
        <source>Rename, order and delete named views</source>
        <translation>重命名、排序和删除书签</translation>
    </message>
    <message>
        <source>Meeting pack…</source>
        <translation>会议资料包…</translation>
    </message>
    <message>
        <source>Workbook, atlas, map, web map, text and geodata in one folder</source>
        <translation>把成果表、图集、总图、电子地图、文本和数据放在一个文件夹里</translation>
    </message>
    <message>
        <source>Plan&apos;s text…</source>
        <translation>规划文本…</translation>
    </message>
    <message>
        <source>Draft of the plan&apos;s text as a Word document, with figures, tables and maps</source>
        <translation>带数值、表格和插图的规划文本初稿，可继续编辑</translation>
    </message>
    <message>
        <source>Excel workbook…</source>
        <translation>Excel 工作簿…</translation>
    </message>
    <message>
        <source>Verdicts, ledgers and parameters as an Excel workbook</source>
        <translation>把核查结果、台账和参数写成 Excel 工作簿</translation>
    </message>
    <message>
        <source>Print layout…</source>
        <translation>打印排版…</translation>
    </message>
    <message>
        <source>Map sheets, atlas, comparison and slides: lay out, see, write as PDF or PNG, print</source>
        <translation>单幅图、图集、对比图、幻灯片：排版、预览、导出 PDF 或图片、打印</translation>
    </message>
    <message>
        <source>Map as web page…</source>
        <translation>地图网页…</translation>
    </message>
    <message>
        <source>One HTML file that opens in a browser without a network</source>
        <translation>一个网页文件，断网也能用浏览器打开</translation>
    </message>
    <message>
        <source>Geodata (facilities and results)…</source>
        <translation>地理数据（设施和计算结果）…</translation>
    </message>
    <message>
        <source>GeoPackage, Shapefile and GeoJSON of facilities and computed results</source>
        <translation>设施和计算结果的 GeoPackage、Shapefile 和 GeoJSON</translation>
    </message>
    <message>
        <source>New plan from this one…</source>
        <translation>以此新建方案…</translation>
    </message>
    <message>
        <source>Duplicate the scenario that is shown</source>
        <translation>复制当前方案为新方案</translation>
    </message>
    <message>
        <source>Rename scenario…</source>
        <translation>重命名方案…</translation>
    </message>
    <message>
        <source>Delete scenario</source>
        <translation>删除方案</translation>
    </message>
    <message>
        <source>Compare two scenarios…</source>
        <translation>对比两个方案…</translation>
    </message>
    <message>
        <source>Figures of any two scenarios side by side</source>
        <translation>任意两个方案的数值并排对比</translation>
    </message>
    <message>
        <source>Facilities of neighbours count too, or only those inside the county</source>
        <translation>相邻地区的设施也计入，或只计本县范围内的设施</translation>
    </message>
    <message>
        <source>Fire response…</source>
        <translation>消防响应…</translation>
    </message>
    <message>
        <source>Stations, arrival times and brigades by township, villages out of reach</source>
        <translation>消防站辖区、各乡镇到场时间和消防队、规定时间内不能到达的村</translation>
    </message>
    <message>
        <source>Supplies…</source>
        <translation>物资保障…</translation>
    </message>
    <message>
        <source>Stock ledger of the depots, need and shortage, dispatch plan</source>
        <translation>储备库库存台账、需求与缺口、调运方案</translation>
    </message>
    <message>
        <source>Assign people to shelters…</source>
        <translation>避难人员分配…</translation>
    </message>
    <message>
        <source>Who shelters where when room is limited, and who finds none</source>
        <translation>按场所容量分配避难人员，查看去向和无处安置人数</translation>
    </message>
    <message>
        <source>Shelters…</source>
        <translation>避难场所分析…</translation>
    </message>
    <message>
        <source>Teams, aircraft, grass roots…</source>
        <translation>队伍、航空与基层…</translation>
    </message>
    <message>
        <source>Head counts and arrival of teams, reach of aircraft, checklists of places</source>
        <translation>队伍人数与到场时间、航空救援、乡镇和村清单</translation>
    </message>
    <message>
        <source>Manual</source>
        <translation>使用手册</translation>
    </message>
    <message>
        <source>The manual&apos;s page on what has the keyboard</source>
        <translation>打开手册中与当前位置对应的一页</translation>
    </message>
    <message>
        <source>Find a command…</source>
        <translation>查找命令…</translation>
    </message>
    <message>
        <source>Find whatever the menus can do by its words</source>
        <translation>输入几个字，查找并执行菜单里的任何命令</translation>
    </message>
    <message>
        <source>Tour in five steps</source>
        <translation>五步上手</translation>
    </message>
    <message>
        <source>Keyboard and mouse</source>
        <translation>键盘与鼠标</translation>
    </message>
    <message>
        <source>Open the folder of log files</source>
        <translation>打开日志文件夹</translation>
    </message>
    <message>
        <source>About Haven</source>
        <translation>关于 Haven</translation>
    </message>
    <message>
        <source>Cut a hole</source>
        <translation>挖空</translation>
    </message>
    <message>
        <source>Draw the land inside the selected outline that does not belong to it, such as a pond</source>
        <translation>在所选轮廓内画出不属于它的地块，例如水面</translation>
    </message>
    <message>
        <source>Cut in two</source>
        <translation>切分</translation>
    </message>
    <message>
        <source>Cut the selected outline in two along a line</source>
        <translation>沿一条线把所选轮廓切开</translation>
    </message>
    <message>
        <source>Select and move</source>
        <translation>选择与移动</translation>
    </message>
    <message>
        <source>Select, move and reshape facilities</source>
        <translation>选择、移动设施，修改轮廓</translation>
    </message>
    <message>
        <source>Pan the map</source>
        <translation>平移地图</translation>
    </message>
    <message>
        <source>Pan the map; the wheel zooms, Space pans at any time</source>
        <translation>平移地图；滚轮缩放，按住空格随时平移</translation>
    </message>
    <message>
        <source>Measure distance and area</source>
        <translation>量测距离和面积</translation>
    </message>
    <message>
        <source>Identify</source>
        <translation>查询</translation>
    </message>
    <message>
        <source>Show what a layer knows of the place clicked</source>
        <translation>单击查看图层中的信息</translation>
    </message>
    <message>
        <source>Reshape outline</source>
        <translation>修改轮廓</translation>
    </message>
    <message>
        <source>Move the corners of the selected outline</source>
        <translation>移动所选轮廓的角点</translation>
    </message>
</context>
<context>
    <name>AirPage</name>
    <message>
        <source>{figure}: {value}</source>
        <translation>{figure}：{value}</translation>
    </message>
    <message>
        <source>no data, lacking: {what}</source>
        <translation>无数据（缺少{what}）</translation>
    </message>
    <message>
        <source>County in time</source>
        <translation>可达县域</translation>
    </message>
    <message>
        <source>Forest in time</source>
        <translation>可达林地</translation>
    </message>
    <message>
        <source>From the nearest base</source>
        <translation>最近基地飞抵</translation>
    </message>
    <message>
        <source>No air base or landing site is on record.</source>
        <translation>没有登记航空救援基地或起降点。</translation>
    </message>
    <message>
        <source>{turnout} min to take off, then {speed} km/h in a straight line; in time is {limit} min. No standard gives these values: they are planning practice.</source>
        <translation>起飞准备 {turnout} 分钟，按 {speed} km/h 直线飞行，{limit} 分钟内为可达；以上取值无标准规定，为规划实践取值。</translation>
    </message>
</context>
<context>
    <name>AnalysisPanel</name>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
</context>
<context>
    <name>AssignmentPanel</name>
    <message>
        <source>Assignment to shelters</source>
        <translation>避难人员分配</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <source>Not farther than</source>
        <translation>最远距离</translation>
    </message>
    <message>
        <source> km</source>
        <translation> km</translation>
    </message>
    <message>
        <source>No limit</source>
        <translation>不限</translation>
    </message>
    <message>
        <source>Sends people to shelters of their stay class until these are full. Nothing is changed.</source>
        <translation>按场所容量，把需要避难的人员分到同类避难场所，满员为止。不改动工程。</translation>
    </message>
    <message>
        <source>Out of date: the project has changed since.</source>
        <translation>工程已修改，以下结果已过时。</translation>
    </message>
    <message>
        <source>up to {distance}</source>
        <translation>{distance} 以内</translation>
    </message>
    <message>
        <source>Assigned / holds</source>
        <translation>安置 / 容量</translation>
    </message>
    <message>
        <source>People without a place</source>
        <translation>无处安置人数</translation>
    </message>
    <message>
        <source>Assigning people to shelters</source>
        <translation>正在分配避难人员</translation>
    </message>
    <message>
        <source>Assign</source>
        <translation>开始分配</translation>
    </message>
    <message>
        <source>The map shows the {shown} largest of {all} ways.</source>
        <translation>共 {all} 条去向，地图只画人数最多的 {shown} 条。</translation>
    </message>
    <message>
        <source>{name}
Nearest to {nearest} people, more than it holds</source>
        <translation>{name}
就近应到 {nearest} 人，超出容量</translation>
    </message>
    <message>
        <source>{name}
Nobody is assigned here</source>
        <translation>{name}
未安排人员</translation>
    </message>
    <message>
        <source>{name}
Its area is unknown, so nobody is assigned here</source>
        <translation>{name}
缺少面积，未安排人员</translation>
    </message>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>Shelters ({count})</source>
        <translation>避难场所（{count}）</translation>
    </message>
    <message>
        <source>Places without room ({count})</source>
        <translation>无处安置（{count}）</translation>
    </message>
</context>
<context>
    <name>BackupsDialog</name>
    <message>
        <source>Earlier versions</source>
        <translation>以前的版本</translation>
    </message>
    <message>
        <source>Open as a copy</source>
        <translation>作为副本打开</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Kept at</source>
        <translation>留存时间</translation>
    </message>
    <message>
        <source>Differs from now in</source>
        <translation>与当前不同之处</translation>
    </message>
    <message>
        <source>File size</source>
        <translation>文件大小</translation>
    </message>
    <message>
        <source>Kept every ten minutes of work and before a save: all of the last hour, then one an hour, one a day, one a week. They are in {folder}</source>
        <translation>编辑期间每十分钟及保存之前各留存一份：一小时内的全部保留，此后每小时、每天、每周各留一份。所在文件夹：{folder}</translation>
    </message>
    <message>
        <source>None yet: one is kept every ten minutes in which the project was changed, and before a save.</source>
        <translation>尚无。工程有改动时每十分钟留存一份，保存之前也留存一份。</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>无法读取</translation>
    </message>
</context>
<context>
    <name>Basemaps</name>
    <message>
        <source>Choose a file…</source>
        <translation>选择文件…</translation>
    </message>
    <message>
        <source>Tiles (MBTiles, PMTiles) or a GeoTIFF picture</source>
        <translation>垫在地图下面的瓦片或影像文件</translation>
    </message>
    <message>
        <source>Show the basemap</source>
        <translation>显示底图</translation>
    </message>
    <message>
        <source>Remove the basemap</source>
        <translation>移除底图</translation>
    </message>
    <message>
        <source>Strength</source>
        <translation>浓淡</translation>
    </message>
    <message>
        <source>Datum of the file</source>
        <translation>文件的坐标基准</translation>
    </message>
    <message>
        <source>File of the basemap</source>
        <translation>底图文件</translation>
    </message>
    <message>
        <source>Basemaps ({endings})</source>
        <translation>底图（{endings}）</translation>
    </message>
    <message>
        <source>Basemap {name}</source>
        <translation>底图 {name}</translation>
    </message>
    <message>
        <source>The basemap is taken to lie in {datum}.</source>
        <translation>底图按 {datum} 坐标显示。</translation>
    </message>
    <message>
        <source>Maps of Chinese web services mostly lie in GCJ-02: if it stands some hundred metres beside the layers, choose it under View, Basemap.</source>
        <translation>国内网络地图多为 GCJ-02 坐标：若与图层错开几百米，请在“视图”→“底图”中改选。</translation>
    </message>
    <message>
        <source>Hide the basemap</source>
        <translation>隐藏底图</translation>
    </message>
    <message>
        <source>Strength of the basemap</source>
        <translation>底图浓淡</translation>
    </message>
    <message>
        <source>Datum of the basemap</source>
        <translation>底图的坐标基准</translation>
    </message>
</context>
<context>
    <name>BehindBar</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
</context>
<context>
    <name>Bookmarks</name>
    <message>
        <source>Add a bookmark</source>
        <translation>添加书签</translation>
    </message>
    <message>
        <source>Name of the view</source>
        <translation>视图名称</translation>
    </message>
    <message>
        <source>Add bookmark {name}</source>
        <translation>添加书签 {name}</translation>
    </message>
    <message>
        <source>View {number}</source>
        <translation>视图 {number}</translation>
    </message>
</context>
<context>
    <name>BookmarksDialog</name>
    <message>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>No view of the map has a name yet: Ctrl+B gives what it shows one.</source>
        <translation>还没有书签：按 Ctrl+B 给当前视图起个名字。</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>前往</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>重命名</translation>
    </message>
    <message>
        <source>Up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
    <message>
        <source>Delete bookmark {name}</source>
        <translation>删除书签 {name}</translation>
    </message>
    <message>
        <source>Reorder bookmarks</source>
        <translation>调整书签顺序</translation>
    </message>
    <message>
        <source>Rename bookmark {name}</source>
        <translation>重命名书签 {name}</translation>
    </message>
</context>
<context>
    <name>CandidatesPage</name>
    <message>
        <source>Change weights…</source>
        <translation>修改权重…</translation>
    </message>
    <message>
        <source>{criterion} {weight}</source>
        <translation>{criterion} {weight}</translation>
    </message>
    <message>
        <source>Weights: {list}</source>
        <translation>权重：{list}</translation>
    </message>
    <message>
        <source>Make planned in a new plan</source>
        <translation>在新方案中转为规划</translation>
    </message>
    <message>
        <source>Make planned</source>
        <translation>转为规划</translation>
    </message>
    <message>
        <source>No shelter has the status Candidate: give one that status, or import a layer of candidates.</source>
        <translation>没有状态为备选的避难场所：可将场所状态改为“备选”，或导入备选场地图层。</translation>
    </message>
    <message>
        <source>Today counts existing facilities only, so a new plan is made for the chosen sites.</source>
        <translation>现状只计入现有设施，转为规划时会新建一个方案。</translation>
    </message>
    <message>
        <source>Site</source>
        <translation>场地</translation>
    </message>
    <message>
        <source>Effective area (m²)</source>
        <translation>有效避难面积（m²）</translation>
    </message>
    <message>
        <source>{passed} of {all}</source>
        <translation>{passed} / {all}</translation>
    </message>
    <message>
        <source>{count} {count:site|sites} chosen</source>
        <translation>已选 {count} 处</translation>
    </message>
    <message>
        <source>Choose a site to read why it stands where it does; Ctrl adds more.</source>
        <translation>选中一处可查看排序理由；按住 Ctrl 可多选。</translation>
    </message>
    <message>
        <source>Make candidates planned</source>
        <translation>备选转为规划</translation>
    </message>
    <message>
        <source>Plan of candidates</source>
        <translation>备选场地方案</translation>
    </message>
    <message>
        <source>Plan of candidates {number}</source>
        <translation>备选场地方案 {number}</translation>
    </message>
</context>
<context>
    <name>Canvas</name>
    <message>
        <source>{count} facilities</source>
        <translation>{count} 处设施</translation>
    </message>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>{name} · effective {effective}</source>
        <translation>{name} · 有效 {effective}</translation>
    </message>
    <message>
        <source>{name} · {gross}</source>
        <translation>{name} · {gross}</translation>
    </message>
    <message>
        <source>{name} · {gross} (effective {effective})</source>
        <translation>{name} · {gross}（有效 {effective}）</translation>
    </message>
    <message>
        <source>The outline crosses itself</source>
        <translation>轮廓自相交</translation>
    </message>
    <message>
        <source>{people} people {within}</source>
        <translation>{within} {people} 人</translation>
    </message>
    <message>
        <source>{people} people live {within}</source>
        <translation>{within}居住 {people} 人</translation>
    </message>
    <message>
        <source>{area} m² per resident of the county seat</source>
        <translation>县城人均 {area} m²</translation>
    </message>
    <message>
        <source>{area} m² per resident of the county</source>
        <translation>全县人均 {area} m²</translation>
    </message>
    <message>
        <source>serves {people} people</source>
        <translation>服务 {people} 人</translation>
    </message>
    <message>
        <source>holds {people} people</source>
        <translation>可容纳 {people} 人</translation>
    </message>
    <message>
        <source>{people} people in reach</source>
        <translation>{people} 人可达</translation>
    </message>
</context>
<context>
    <name>CaseBar</name>
    <message>
        <source>Response</source>
        <translation>响应级别</translation>
    </message>
    <message>
        <source>Days</source>
        <translation>保障天数</translation>
    </message>
    <message>
        <source>Climate</source>
        <translation>气候</translation>
    </message>
    <message>
        <source>Own number</source>
        <translation>自定人数</translation>
    </message>
    <message>
        <source>People to relocate</source>
        <translation>转移安置人数</translation>
    </message>
    <message>
        <source>Not cold</source>
        <translation>非寒冷地区</translation>
    </message>
    <message>
        <source>Cold</source>
        <translation>寒冷地区</translation>
    </message>
    <message>
        <source>Kept with the county. In the cold more quilts and tents are needed.</source>
        <translation>作为本县情况保存。寒冷地区需要更多棉被和帐篷。</translation>
    </message>
    <message>
        <source>From the residents and the rules of the response levels, or a number of your own</source>
        <translation>按常住人口和各级响应的规则取值计算，也可自行填写</translation>
    </message>
    <message>
        <source>Set the climate</source>
        <translation>填写气候</translation>
    </message>
</context>
<context>
    <name>CellEdits</name>
    <message>
        <source>Paste cells from a spreadsheet…</source>
        <translation>粘贴表格软件的单元格…</translation>
    </message>
    <message>
        <source>Fill the selected cells of the column down</source>
        <translation>所选行按此列向下填充</translation>
    </message>
    <message>
        <source>Find and replace…</source>
        <translation>查找和替换…</translation>
    </message>
    <message>
        <source>Paste cells</source>
        <translation>粘贴单元格</translation>
    </message>
    <message>
        <source>Replace {text}</source>
        <translation>替换“{text}”</translation>
    </message>
    <message>
        <source>Select several rows, with the keyboard in a column that can be changed, then fill down.</source>
        <translation>请先选中多行，并点中一个可以修改的列，再向下填充。</translation>
    </message>
    <message>
        <source>Fill {field} down</source>
        <translation>向下填充{field}</translation>
    </message>
</context>
<context>
    <name>CellPreview</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>What would change</source>
        <translation>将要改动的内容</translation>
    </message>
    <message>
        <source>Reading the cells…</source>
        <translation>正在读取单元格…</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>单元格</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>Present value</source>
        <translation>现值</translation>
    </message>
    <message>
        <source>New value</source>
        <translation>新值</translation>
    </message>
    <message>
        <source>row {row}, column {column}</source>
        <translation>第 {row} 行第 {column} 列</translation>
    </message>
    <message>
        <source>{count} {count:cell changes|cells change}, {same} stay as they are, {refused} cannot be read, {doubtful} to be looked at</source>
        <translation>将改动 {count} 处；相同 {same} 处，读不懂 {refused} 处，需核对 {doubtful} 处</translation>
    </message>
    <message>
        <source>Change {count}</source>
        <translation>改动 {count} 处</translation>
    </message>
</context>
<context>
    <name>Chart</name>
    <message>
        <source>Copy the chart as a picture</source>
        <translation>复制图表为图片</translation>
    </message>
</context>
<context>
    <name>ChecklistPage</name>
    <message>
        <source>Checklist</source>
        <translation>清单</translation>
    </message>
    <message>
        <source>Only those that lack something</source>
        <translation>只看有缺项的</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>present</source>
        <translation>有</translation>
    </message>
    <message>
        <source>absent</source>
        <translation>缺</translation>
    </message>
    <message>
        <source>Complete</source>
        <translation>齐全</translation>
    </message>
    <message>
        <source>{met} of {all} have everything.</source>
        <translation>{all} 个中 {met} 个齐全。</translation>
    </message>
</context>
<context>
    <name>Cities</name>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>Haven project (*.gpkg)</source>
        <translation>Haven 工程 (*.gpkg)</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
</context>
<context>
    <name>CityEditor</name>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Close this page</source>
        <translation>关闭本页</translation>
    </message>
</context>
<context>
    <name>CityPage</name>
    <message>
        <source>Which counties are struck</source>
        <translation>哪些县（区）受灾</translation>
    </message>
    <message>
        <source>Counties of the city, worst first</source>
        <translation>全市各县（区），最弱的在前</translation>
    </message>
    <message>
        <source>Map of the city&apos;s counties</source>
        <translation>全市各县（区）图</translation>
    </message>
    <message>
        <source>Open this county</source>
        <translation>打开该县工程</translation>
    </message>
    <message>
        <source>Write workbook and map…</source>
        <translation>输出工作簿和图…</translation>
    </message>
    <message>
        <source>Close this page</source>
        <translation>关闭本页</translation>
    </message>
</context>
<context>
    <name>CommandPalette</name>
    <message>
        <source>Commands</source>
        <translation>命令</translation>
    </message>
    <message>
        <source>What do you want to do? Type a word of a menu</source>
        <translation>想做什么？输入菜单里的几个字</translation>
    </message>
    <message>
        <source>No command is called so</source>
        <translation>没有这样的命令</translation>
    </message>
</context>
<context>
    <name>ComparePanel</name>
    <message>
        <source>Figures</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Who gains, who loses</source>
        <translation>覆盖变化</translation>
    </message>
    <message>
        <source>Compare scenarios</source>
        <translation>方案对比</translation>
    </message>
    <message>
        <source>against</source>
        <translation>对比</translation>
    </message>
    <message>
        <source>How the map shows both scenarios</source>
        <translation>两个方案在地图上的显示方式</translation>
    </message>
    <message>
        <source>Map: the scenario that is edited</source>
        <translation>地图：只显示编辑中的方案</translation>
    </message>
    <message>
        <source>Map: both side by side</source>
        <translation>地图：两方案并排</translation>
    </message>
    <message>
        <source>Map: one over the other up to a line</source>
        <translation>地图：两方案叠放，拖动分界线</translation>
    </message>
    <message>
        <source>Where the line between both scenarios stands</source>
        <translation>分界线的位置</translation>
    </message>
    <message>
        <source>First scenario</source>
        <translation>第一个方案</translation>
    </message>
    <message>
        <source>Second scenario</source>
        <translation>第二个方案</translation>
    </message>
</context>
<context>
    <name>ComposerBar</name>
    <message>
        <source>Save project</source>
        <translation>保存工程</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
    <message>
        <source>New layout…</source>
        <translation>新建版面…</translation>
    </message>
    <message>
        <source>Duplicate layout</source>
        <translation>复制版面</translation>
    </message>
    <message>
        <source>Rename layout…</source>
        <translation>重命名版面…</translation>
    </message>
    <message>
        <source>Delete layout</source>
        <translation>删除版面</translation>
    </message>
    <message>
        <source>Previous page</source>
        <translation>上一页</translation>
    </message>
    <message>
        <source>Next page</source>
        <translation>下一页</translation>
    </message>
    <message>
        <source>Smaller</source>
        <translation>缩小</translation>
    </message>
    <message>
        <source>Larger</source>
        <translation>放大</translation>
    </message>
    <message>
        <source>Whole page</source>
        <translation>整页</translation>
    </message>
    <message>
        <source>Page width</source>
        <translation>页宽</translation>
    </message>
    <message>
        <source>100 %</source>
        <translation>100 %</translation>
    </message>
    <message>
        <source>PDF…</source>
        <translation>PDF…</translation>
    </message>
    <message>
        <source>Picture…</source>
        <translation>图片…</translation>
    </message>
    <message>
        <source>Print…</source>
        <translation>打印…</translation>
    </message>
    <message>
        <source>Show the whole page</source>
        <translation>显示整页</translation>
    </message>
    <message>
        <source>Show the page&apos;s whole width</source>
        <translation>按页宽显示</translation>
    </message>
    <message>
        <source>As large as on paper</source>
        <translation>按纸面实际大小显示</translation>
    </message>
    <message>
        <source>Write as PDF, with letters that can be searched</source>
        <translation>导出 PDF，文字可检索</translation>
    </message>
    <message>
        <source>Write as PNG, 300 dots per inch</source>
        <translation>导出 PNG 图片，每英寸 300 点</translation>
    </message>
    <message>
        <source>Print on the system&apos;s printer</source>
        <translation>用系统打印机打印</translation>
    </message>
    <message>
        <source>Slide picture, {width} × {height}…</source>
        <translation>幻灯片图片 {width} × {height}…</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>版面</translation>
    </message>
    <message>
        <source>Layouts are kept in the project</source>
        <translation>版面随工程保存</translation>
    </message>
    <message>
        <source>New, duplicate, rename, delete</source>
        <translation>新建、复制、重命名、删除</translation>
    </message>
</context>
<context>
    <name>ComposerWindow</name>
    <message>
        <source>Print layout</source>
        <translation>打印排版</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Leave out</source>
        <translation>隐藏</translation>
    </message>
    <message>
        <source>As in the template</source>
        <translation>恢复为模板位置</translation>
    </message>
    <message>
        <source>Move the map in its frame</source>
        <translation>移动图框内的地图</translation>
    </message>
    <message>
        <source>As on screen</source>
        <translation>同屏幕范围</translation>
    </message>
    <message>
        <source>{width} × {height} mm, shown at {percent} %</source>
        <translation>{width} × {height} mm，显示比例 {percent} %</translation>
    </message>
    <message>
        <source>The preview was stopped; the next change draws it again.</source>
        <translation>预览已停止，下次修改时重新绘制。</translation>
    </message>
</context>
<context>
    <name>CrashLog</name>
    <message>
        <source>Something unexpected went wrong inside Haven.</source>
        <translation>程序内部出现意外错误。</translation>
    </message>
    <message>
        <source>It was written to {file}.</source>
        <translation>详细信息已写入 {file}。</translation>
    </message>
    <message>
        <source>It could not be written to a log file.</source>
        <translation>未能写入日志文件。</translation>
    </message>
    <message>
        <source>Your project is still open. Save it under another name, then try again.</source>
        <translation>工程仍处于打开状态，请先另存为新文件，再重试。</translation>
    </message>
</context>
<context>
    <name>CustodyPage</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Not named</source>
        <translation>未明确单位</translation>
    </message>
    <message>
        <source>People in it</source>
        <translation>安置人数</translation>
    </message>
    <message>
        <source>Counted to {day}. Inspections are due every {inspection} days, drills every {drill} days.</source>
        <translation>统计至 {day}。检查间隔不超过 {inspection} 天，演练间隔不超过 {drill} 天。</translation>
    </message>
    <message>
        <source>All shelters</source>
        <translation>全部避难场所</translation>
    </message>
    <message>
        <source>Anything to see to</source>
        <translation>有待处理事项</translation>
    </message>
    <message>
        <source>Inspection not in time</source>
        <translation>检查未按期</translation>
    </message>
    <message>
        <source>Drill not in time</source>
        <translation>演练未按期</translation>
    </message>
    <message>
        <source>Builder, manager or maintainer not named</source>
        <translation>建设、管理、维护单位不全</translation>
    </message>
    <message>
        <source>Seismic: not on record or not adequate</source>
        <translation>抗震未登记或不满足</translation>
    </message>
    <message>
        <source>No signs on record</source>
        <translation>无标志或未登记</translation>
    </message>
    <message>
        <source>People in them now</source>
        <translation>当前有人安置</translation>
    </message>
    <message>
        <source>Full or overloaded</source>
        <translation>已满或超员</translation>
    </message>
    <message>
        <source>{filter} ({count})</source>
        <translation>{filter}（{count}）</translation>
    </message>
    <message>
        <source>{people} of {room}</source>
        <translation>{people} / {room}</translation>
    </message>
</context>
<context>
    <name>CutTool</name>
    <message>
        <source>Click a facility that has an outline.</source>
        <translation>单击一处有轮廓的设施。</translation>
    </message>
    <message>
        <source>Click on; double click or Enter cuts; Escape gives up.</source>
        <translation>继续单击；双击或按回车切开，按 Esc 放弃。</translation>
    </message>
    <message>
        <source>Click the line that cuts it, from outside to outside; Ctrl: no snapping.</source>
        <translation>从轮廓外点到轮廓外，画出切分线；按住 Ctrl 不捕捉。</translation>
    </message>
    <message>
        <source>The line does not cut the outline.</source>
        <translation>这条线没有切开轮廓。</translation>
    </message>
    <message>
        <source>Let it begin and end outside the outline.</source>
        <translation>请让线的两端都在轮廓之外。</translation>
    </message>
    <message>
        <source>Cut {name} in parts</source>
        <translation>切分{name}</translation>
    </message>
    <message>
        <source>{name} was cut into {count} parts.</source>
        <translation>{name}已切成 {count} 块。</translation>
    </message>
    <message>
        <source>Stated areas and people were shared out by area; check them.</source>
        <translation>登记的面积和人数按图形面积分摊，请核对。</translation>
    </message>
</context>
<context>
    <name>DataRemarksDialog</name>
    <message>
        <source>What, and how to repair it</source>
        <translation>问题与处理办法</translation>
    </message>
    <message>
        <source>County&apos;s residents from</source>
        <translation>全县人口取自</translation>
    </message>
    <message>
        <source>Hazard zones apply from</source>
        <translation>风险区生效等级（含以上）</translation>
    </message>
    <message>
        <source>Count people outside the boundary</source>
        <translation>计入县界外的人口</translation>
    </message>
    <message>
        <source>The most complete source</source>
        <translation>最完整的来源（自动）</translation>
    </message>
    <message>
        <source>By rule and wording...</source>
        <translation>分规则、分措辞…</translation>
    </message>
    <message>
        <source>{count} {count:remark|remarks} on the data</source>
        <translation>数据提示 {count} 条</translation>
    </message>
    <message>
        <source>Nothing in the data speaks against itself.</source>
        <translation>数据没有自相矛盾之处。</translation>
    </message>
    <message>
        <source>Choose from which level zones apply</source>
        <translation>选择风险区生效等级</translation>
    </message>
</context>
<context>
    <name>DispatchPage</name>
    <message>
        <source>Export…</source>
        <translation>导出…</translation>
    </message>
    <message>
        <source>Which depot sends how much of what to which township, and when it arrives: the least sum of quantity times time that the stock allows. Nothing is changed.</source>
        <translation>哪个储备库向哪个乡镇调运哪种物资、多少、何时到达：在现有库存下使“数量 × 时间”之和最小。不改动任何数据。</translation>
    </message>
    <message>
        <source>Out of date: the project or the choices above have changed since.</source>
        <translation>已过时：工程或上面的条件有改动。</translation>
    </message>
    <message>
        <source>Last load</source>
        <translation>最后一批到达</translation>
    </message>
    <message>
        <source>Last first load</source>
        <translation>首批全部到达</translation>
    </message>
    <message>
        <source>Townships supplied</source>
        <translation>有物资到达的乡镇</translation>
    </message>
    <message>
        <source>Items short</source>
        <translation>不足的品种</translation>
    </message>
    <message>
        <source>Hours until every township that gets anything has some</source>
        <translation>各乡镇都收到第一批物资所需的时间</translation>
    </message>
    <message>
        <source>Number of loads</source>
        <translation>调运批次</translation>
    </message>
    <message>
        <source>Townships supplied in time</source>
        <translation>按时全部到达的乡镇（街道）数</translation>
    </message>
    <message>
        <source>Planning the dispatch of supplies</source>
        <translation>正在计算物资调运方案</translation>
    </message>
    <message>
        <source>Make the plan</source>
        <translation>计算方案</translation>
    </message>
    <message>
        <source>{scenario}: {persons} people, {days} days</source>
        <translation>{scenario}：转移安置 {persons} 人，保障 {days} 天</translation>
    </message>
    <message>
        <source>{hours} h</source>
        <translation>{hours} 小时</translation>
    </message>
    <message>
        <source>{hours} h: {count}</source>
        <translation>{hours} 小时内 {count}</translation>
    </message>
    <message>
        <source>over {hours} h</source>
        <translation>超过 {hours} 小时</translation>
    </message>
    <message>
        <source>within {hours} h</source>
        <translation>{hours} 小时内</translation>
    </message>
    <message>
        <source>nothing arrives</source>
        <translation>没有物资到达</translation>
    </message>
    <message>
        <source>{item} {count}</source>
        <translation>{item} {count}</translation>
    </message>
    <message>
        <source>All there</source>
        <translation>全部到达</translation>
    </message>
    <message>
        <source>Townships ({count})</source>
        <translation>乡镇（街道）（{count}）</translation>
    </message>
    <message>
        <source>Loads ({count})</source>
        <translation>调运批次（{count}）</translation>
    </message>
    <message>
        <source>dispatch plan</source>
        <translation>调运方案</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
</context>
<context>
    <name>Docks</name>
    <message>
        <source>Scenarios</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>History</source>
        <translation>操作历史</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检视面板</translation>
    </message>
    <message>
        <source>Tables</source>
        <translation>表格</translation>
    </message>
</context>
<context>
    <name>DrawPanel</name>
    <message>
        <source>Polygon</source>
        <translation>多边形</translation>
    </message>
    <message>
        <source>Rectangle</source>
        <translation>矩形</translation>
    </message>
    <message>
        <source>Circle</source>
        <translation>圆形</translation>
    </message>
    <message>
        <source>Free hand</source>
        <translation>徒手</translation>
    </message>
    <message>
        <source>Along a line</source>
        <translation>沿已有的线</translation>
    </message>
    <message>
        <source>Area (m²)</source>
        <translation>面积（m²）</translation>
    </message>
    <message>
        <source>Width (m)</source>
        <translation>宽（m）</translation>
    </message>
    <message>
        <source>Height (m)</source>
        <translation>高（m）</translation>
    </message>
    <message>
        <source>Radius (m)</source>
        <translation>半径（m）</translation>
    </message>
    <message>
        <source>At</source>
        <translation>坐标</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>画法</translation>
    </message>
    <message>
        <source>longitude, latitude or X, Y</source>
        <translation>经度, 纬度 或 X, Y</translation>
    </message>
    <message>
        <source>Coordinates and Enter put a corner there, or with a size the whole outline about it. Ctrl holds snapping off.</source>
        <translation>输入坐标后按回车，在该处加一个角点；已填大小时，以该处为中心画出整块。按住 Ctrl 不捕捉。</translation>
    </message>
    <message>
        <source>Draw it</source>
        <translation>画出</translation>
    </message>
</context>
<context>
    <name>DrawTool</name>
    <message>
        <source>Size {size}: Enter draws it, Backspace corrects, Escape gives up.</source>
        <translation>大小 {size}：回车画出，退格修改，Esc 放弃。</translation>
    </message>
    <message>
        <source>Double click or Enter closes it; Backspace takes the last corner back.</source>
        <translation>双击或回车完成；退格键撤回上一个角点。</translation>
    </message>
    <message>
        <source>Click the next corner; Backspace takes one back; Escape gives up.</source>
        <translation>单击下一个角点；退格键撤回上一个；Esc 放弃。</translation>
    </message>
    <message>
        <source>Click corners, or drag a rectangle; type its area in m²; Ctrl: no snapping.</source>
        <translation>逐个单击角点，或拖出矩形；键入数字为面积（m²）；按住 Ctrl 不捕捉。</translation>
    </message>
    <message>
        <source>Drag a rectangle; type 120x80 (sides) or 5000 (m²); Ctrl: no snapping.</source>
        <translation>拖出矩形；键入 120x80 为边长，键入 5000 为面积；按住 Ctrl 不捕捉。</translation>
    </message>
    <message>
        <source>Drag from the middle; type r40 (radius) or 5000 (m²); Ctrl: no snapping.</source>
        <translation>从圆心拖出；键入 r40 为半径，键入 5000 为面积；按住 Ctrl 不捕捉。</translation>
    </message>
    <message>
        <source>Draw with the button down; letting it go closes the outline.</source>
        <translation>按住鼠标画，松开即闭合。</translation>
    </message>
    <message>
        <source>Click along a line of the map: the outline follows it; Ctrl: no snapping.</source>
        <translation>沿图上已有的线单击，两点之间顺着线走；按住 Ctrl 不捕捉。</translation>
    </message>
    <message>
        <source>radius {length}</source>
        <translation>半径 {length}</translation>
    </message>
    <message>
        <source>Draw {name}</source>
        <translation>勾画{name}</translation>
    </message>
</context>
<context>
    <name>DuePage</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>{filter} ({count})</source>
        <translation>{filter}（{count}）</translation>
    </message>
</context>
<context>
    <name>Editor</name>
    <message>
        <source>Merge into {name}</source>
        <translation>合并为{name}</translation>
    </message>
    <message>
        <source>Not stated of all, so not known of the whole: {fields}</source>
        <translation>并非每处都登记了，合并后暂缺：{fields}</translation>
    </message>
    <message>
        <source>{count} outlines are one now: {name}.</source>
        <translation>{count} 处轮廓已合为一处：{name}。</translation>
    </message>
    <message>
        <source>Stated areas and people were added up.</source>
        <translation>登记的面积和人数已相加。</translation>
    </message>
    <message>
        <source>Move {name}</source>
        <translation>移动{name}</translation>
    </message>
    <message>
        <source>Move {count} facilities</source>
        <translation>移动 {count} 处设施</translation>
    </message>
    <message>
        <source>{name} copy</source>
        <translation>{name} 副本</translation>
    </message>
    <message>
        <source>{name} copy {number}</source>
        <translation>{name} 副本 {number}</translation>
    </message>
    <message>
        <source>Delete {name}</source>
        <translation>删除{name}</translation>
    </message>
    <message>
        <source>Delete {count} facilities</source>
        <translation>删除 {count} 处设施</translation>
    </message>
    <message>
        <source>Cut {name}</source>
        <translation>剪切{name}</translation>
    </message>
    <message>
        <source>Cut {count} facilities</source>
        <translation>剪切 {count} 处设施</translation>
    </message>
    <message>
        <source>Paste {name}</source>
        <translation>粘贴{name}</translation>
    </message>
    <message>
        <source>Paste {count} facilities</source>
        <translation>粘贴 {count} 处设施</translation>
    </message>
    <message>
        <source>Duplicate {name}</source>
        <translation>创建{name}的副本</translation>
    </message>
    <message>
        <source>Duplicate {count} facilities</source>
        <translation>创建 {count} 处设施的副本</translation>
    </message>
</context>
<context>
    <name>Editors</name>
    <message>
        <source>Write the date as 2025-06-30</source>
        <translation>日期请写成 2025-06-30</translation>
    </message>
    <message>
        <source>Write a number</source>
        <translation>请填数字</translation>
    </message>
    <message>
        <source>Not less than {minimum}</source>
        <translation>不能小于 {minimum}</translation>
    </message>
    <message>
        <source>No quantity is that large</source>
        <translation>数值过大</translation>
    </message>
    <message>
        <source>Write a whole number</source>
        <translation>请填整数</translation>
    </message>
    <message>
        <source>different values</source>
        <translation>（各不相同）</translation>
    </message>
</context>
<context>
    <name>ElementsTab</name>
    <message>
        <source>From the left</source>
        <translation>距左边</translation>
    </message>
    <message>
        <source>From the top</source>
        <translation>距上边</translation>
    </message>
    <message>
        <source>Width</source>
        <translation>宽</translation>
    </message>
    <message>
        <source>Height</source>
        <translation>高</translation>
    </message>
    <message>
        <source>Elements of this page</source>
        <translation>本页要素</translation>
    </message>
    <message>
        <source>This element as in the template</source>
        <translation>此要素恢复为模板位置</translation>
    </message>
    <message>
        <source>Arrow keys move by 1 mm, with Shift by 10 mm; with Ctrl they change the size.</source>
        <translation>方向键移动 1 mm，按住 Shift 移动 10 mm；按住 Ctrl 改变大小。</translation>
    </message>
</context>
<context>
    <name>EntriesPage</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>{filter} ({count})</source>
        <translation>{filter}（{count}）</translation>
    </message>
</context>
<context>
    <name>Exports</name>
    <message>
        <source>Save workbook</source>
        <translation>保存工作簿</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Facility lists</source>
        <translation>设施台账</translation>
    </message>
    <message>
        <source>Save blank lists</source>
        <translation>保存空白台账</translation>
    </message>
    <message>
        <source>Word, conclusion first (*.docx)</source>
        <translation>Word，结论先行 (*.docx)</translation>
    </message>
    <message>
        <source>Word, eight chapters of a special plan (*.docx)</source>
        <translation>Word，专项规划八章 (*.docx)</translation>
    </message>
    <message>
        <source>Save text</source>
        <translation>保存文本</translation>
    </message>
    <message>
        <source>Meeting pack written: {name}</source>
        <translation>会议资料包已生成：{name}</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Making the meeting pack</source>
        <translation>正在生成会议资料包</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Web page (*.html)</source>
        <translation>网页 (*.html)</translation>
    </message>
    <message>
        <source>Save map</source>
        <translation>保存地图</translation>
    </message>
    <message>
        <source>Drawing the map</source>
        <translation>正在绘制地图</translation>
    </message>
    <message>
        <source>Folder for the geodata</source>
        <translation>地理数据的存放文件夹</translation>
    </message>
    <message>
        <source>Folder for workbook and map</source>
        <translation>工作簿和图放到哪个文件夹</translation>
    </message>
    <message>
        <source>Written: {name}</source>
        <translation>已写入：{name}</translation>
    </message>
</context>
<context>
    <name>FacilityForm</name>
    <message>
        <source>{count} facilities selected</source>
        <translation>{count} 处设施</translation>
    </message>
    <message>
        <source>(no name)</source>
        <translation>（未命名）</translation>
    </message>
    <message>
        <source>{area} (outline)</source>
        <translation>{area}（按轮廓量算）</translation>
    </message>
    <message>
        <source>{area} estimated</source>
        <translation>{area}（估算）</translation>
    </message>
    <message>
        <source>Holds {count} people</source>
        <translation>可容纳 {count} 人</translation>
    </message>
    <message>
        <source>{count} people placed: {state}</source>
        <translation>已安置 {count} 人：{state}</translation>
    </message>
    <message>
        <source>{count} people {within}</source>
        <translation>{within} {count} 人</translation>
    </message>
    <message>
        <source>Nearest depot of {count} people</source>
        <translation>就近服务 {count} 人</translation>
    </message>
    <message>
        <source>Floor area asked for: {area}</source>
        <translation>应有建筑面积：{area}</translation>
    </message>
    <message>
        <source>Jurisdiction {area}, allowed {limit}</source>
        <translation>辖区 {area}，上限 {limit}</translation>
    </message>
    <message>
        <source>Reaches {count} people</source>
        <translation>可达范围内 {count} 人</translation>
    </message>
    <message>
        <source>Does not count in this scenario</source>
        <translation>不计入本方案</translation>
    </message>
    <message>
        <source>In {unit}</source>
        <translation>位于{unit}</translation>
    </message>
    <message>
        <source>{field} is missing: without it nobody can say what it adds.</source>
        <translation>未填{field}，暂时无法计入，请填写。</translation>
    </message>
    <message>
        <source>The effective area is larger than the gross area.</source>
        <translation>有效避难面积大于总面积。</translation>
    </message>
    <message>
        <source>Lies in: {hazards}</source>
        <translation>位于：{hazards}</translation>
    </message>
    <message>
        <source>Change {field}</source>
        <translation>修改{field}</translation>
    </message>
</context>
<context>
    <name>FacilityTable</name>
    <message>
        <source>Check</source>
        <translation>核查</translation>
    </message>
    <message>
        <source>Lies in: {hazards}</source>
        <translation>位于：{hazards}</translation>
    </message>
    <message>
        <source>Jurisdiction too large</source>
        <translation>辖区过大</translation>
    </message>
    <message>
        <source>Change {field}</source>
        <translation>修改{field}</translation>
    </message>
</context>
<context>
    <name>FiguresPage</name>
    <message>
        <source>Only what changed</source>
        <translation>只看有变化的</translation>
    </message>
    <message>
        <source>Figures of both scenarios</source>
        <translation>两个方案的指标</translation>
    </message>
    <message>
        <source>Computing both scenarios…</source>
        <translation>正在计算两个方案…</translation>
    </message>
    <message>
        <source>{second} against {first}: {better} better, {worse} worse</source>
        <translation>{second}与{first}相比：{better} 项变好，{worse} 项变差</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>Opening the sample county</source>
        <translation>正在打开示例县</translation>
    </message>
    <message>
        <source>Open project</source>
        <translation>打开工程</translation>
    </message>
    <message>
        <source>Haven project (*.gpkg)</source>
        <translation>Haven 工程 (*.gpkg)</translation>
    </message>
    <message>
        <source>Opening {name}</source>
        <translation>正在打开 {name}</translation>
    </message>
    <message>
        <source>Bringing back unsaved work</source>
        <translation>正在找回未保存的工作</translation>
    </message>
    <message>
        <source>Save project</source>
        <translation>保存工程</translation>
    </message>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Haven project, or city (*.gpkg *.toml)</source>
        <translation>Haven 工程或市级文件 (*.gpkg *.toml)</translation>
    </message>
    <message>
        <source>Opening an earlier version</source>
        <translation>正在打开以前的版本</translation>
    </message>
    <message>
        <source>{name} (brought back)</source>
        <translation>{name}（恢复）</translation>
    </message>
    <message>
        <source>The unsaved work was brought back as a copy.</source>
        <translation>未保存的修改已作为副本找回。</translation>
    </message>
    <message>
        <source>{file} was saved or changed at {time} and stays as it is.</source>
        <translation>{file} 在 {time} 又保存或改动过，保持原样。</translation>
    </message>
    <message>
        <source>Save the copy under another name, then compare the two.</source>
        <translation>请将副本另存为其他名称，再对照两份内容。</translation>
    </message>
    <message>
        <source>{name} (copy)</source>
        <translation>{name}（副本）</translation>
    </message>
    <message>
        <source>Save changes</source>
        <translation>保存修改</translation>
    </message>
    <message>
        <source>The project has changes that are not saved.</source>
        <translation>工程有未保存的修改。</translation>
    </message>
    <message>
        <source>Save them before going on?</source>
        <translation>是否先保存？</translation>
    </message>
    <message>
        <source>Files of the county</source>
        <translation>县域资料文件</translation>
    </message>
    <message>
        <source>Geodata and tables ({patterns})</source>
        <translation>地理数据和表格 ({patterns})</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>所有文件 (*)</translation>
    </message>
    <message>
        <source>Folder of the county</source>
        <translation>县域资料文件夹</translation>
    </message>
    <message>
        <source>Reading files</source>
        <translation>正在读取文件</translation>
    </message>
</context>
<context>
    <name>FindBar</name>
    <message>
        <source>Find</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Replace by</source>
        <translation>替换为</translation>
    </message>
    <message>
        <source>In column</source>
        <translation>所在列</translation>
    </message>
    <message>
        <source>Show what changes</source>
        <translation>预览改动</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>(all columns)</source>
        <translation>（所有列）</translation>
    </message>
</context>
<context>
    <name>FindingDetails</name>
    <message>
        <source>By {year}, {target}: {verdict}</source>
        <translation>{year} 年目标 {target}：{verdict}</translation>
    </message>
    <message>
        <source>{target}: {verdict}</source>
        <translation>目标 {target}：{verdict}</translation>
    </message>
    <message>
        <source>Add layers…</source>
        <translation>添加图层…</translation>
    </message>
    <message>
        <source>County and plan…</source>
        <translation>县域与规划…</translation>
    </message>
    <message>
        <source>Stock ledger…</source>
        <translation>库存台账…</translation>
    </message>
    <message>
        <source>Fill in the table…</source>
        <translation>填写表格…</translation>
    </message>
    <message>
        <source>Fill in the value…</source>
        <translation>填写取值…</translation>
    </message>
    <message>
        <source>Rule values ({count})</source>
        <translation>规则取值（{count}）</translation>
    </message>
    <message>
        <source>Rule values ({count}, {changed} changed)</source>
        <translation>规则取值（{count}，本县改动 {changed}）</translation>
    </message>
    <message>
        <source>Falls short ({count})</source>
        <translation>未达要求（{count}）</translation>
    </message>
    <message>
        <source>Places ({count})</source>
        <translation>涉及的地方（{count}）</translation>
    </message>
    <message>
        <source>The first {count} are listed.</source>
        <translation>只列出前 {count} 处。</translation>
    </message>
    <message>
        <source>Show all on the map</source>
        <translation>在地图上显示全部</translation>
    </message>
    <message>
        <source>Copy this list</source>
        <translation>复制此列表</translation>
    </message>
</context>
<context>
    <name>FindingFilter</name>
    <message>
        <source>Search, and choose a township</source>
        <translation>查找，或选择乡镇（街道）</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>查找</translation>
    </message>
    <message>
        <source>Show rows with these words</source>
        <translation>只显示含有这些字词的指标</translation>
    </message>
    <message>
        <source>Show findings of</source>
        <translation>只显示某一类指标</translation>
    </message>
    <message>
        <source>Show findings with places in</source>
        <translation>只显示涉及某一乡镇的指标</translation>
    </message>
    <message>
        <source>Year whose targets are in force</source>
        <translation>执行哪一年的目标</translation>
    </message>
    <message>
        <source>All</source>
        <translation>全部</translation>
    </message>
    <message>
        <source>By date</source>
        <translation>按日期</translation>
    </message>
    <message>
        <source>Show only: {word}</source>
        <translation>只看：{word}</translation>
    </message>
</context>
<context>
    <name>FindingLinks</name>
    <message>
        <source>Own value: {rule} {value}, standard {standard}. {who}, {when}: {why}</source>
        <translation>本县取值：{rule} {value}（标准 {standard}）。{who}，{when}：{why}</translation>
    </message>
    <message>
        <source>Rules and sources…</source>
        <translation>参数与依据…</translation>
    </message>
    <message>
        <source>Target…</source>
        <translation>目标…</translation>
    </message>
    <message>
        <source>Type the value…</source>
        <translation>填写数值…</translation>
    </message>
    <message>
        <source>Copy the working</source>
        <translation>复制计算过程</translation>
    </message>
</context>
<context>
    <name>FindingsPanel</name>
    <message>
        <source>Plan that the county is held against</source>
        <translation>所对照的规划</translation>
    </message>
    <message>
        <source>No row is like that.</source>
        <translation>没有符合条件的指标。</translation>
    </message>
    <message>
        <source>{group} ({count})</source>
        <translation>{group}（{count}）</translation>
    </message>
    <message>
        <source>{group}: {met} of {count} met</source>
        <translation>{group}：{count} 项，达标 {met} 项</translation>
    </message>
    <message>
        <source>Copy {count} rows</source>
        <translation>复制 {count} 行</translation>
    </message>
    <message>
        <source>Copy this row</source>
        <translation>复制本行</translation>
    </message>
    <message>
        <source>Copy all rows shown</source>
        <translation>复制显示的全部行</translation>
    </message>
    <message>
        <source>Copy the whole working</source>
        <translation>复制完整计算过程</translation>
    </message>
    <message>
        <source>Show its places on the map</source>
        <translation>在地图上显示相关地方</translation>
    </message>
    <message>
        <source>Show the worst place</source>
        <translation>转到最差的地点</translation>
    </message>
    <message>
        <source>Fold in</source>
        <translation>收起</translation>
    </message>
    <message>
        <source>Fold out</source>
        <translation>展开</translation>
    </message>
    <message>
        <source>Fold all in</source>
        <translation>全部收起</translation>
    </message>
    <message>
        <source>Target…</source>
        <translation>目标…</translation>
    </message>
    <message>
        <source>Rules and sources…</source>
        <translation>参数与依据…</translation>
    </message>
    <message>
        <source>Choose the year of the targets</source>
        <translation>选择目标年份</translation>
    </message>
    <message>
        <source>Nothing to hold against the plan yet. Add the county, its townships and villages with their population, then the facilities.</source>
        <translation>还没有可核查的内容。请先添加县界、乡镇（街道）、村（社区）（含人口），再添加设施。</translation>
    </message>
    <message>
        <source>Add layers…</source>
        <translation>添加图层…</translation>
    </message>
    <message>
        <source>Info</source>
        <comment>short word for a figure without a target</comment>
        <translation>参考</translation>
    </message>
    <message>
        <source>Show or hide these rows</source>
        <translation>展开或收起这些行</translation>
    </message>
    <message>
        <source>Choose plan</source>
        <translation>选择规划</translation>
    </message>
</context>
<context>
    <name>FirePanel</name>
    <message>
        <source>Villages out of reach</source>
        <translation>不能按时到达的村</translation>
    </message>
    <message>
        <source>Change…</source>
        <translation>修改…</translation>
    </message>
    <message>
        <source>Speed, times and limits as rule values with their sources</source>
        <translation>车速、时间和限值都是规则值，带出处，可修改</translation>
    </message>
    <message>
        <source>Full-time township brigades turn out too</source>
        <translation>计入乡镇专职消防队</translation>
    </message>
    <message>
        <source>Counts them among those who come first and second; jurisdictions stay those of stations</source>
        <translation>专职消防队也作为第一、第二到场力量；辖区仍只按消防站划分</translation>
    </message>
    <message>
        <source>Fire response: {scenario}</source>
        <translation>消防响应：{scenario}</translation>
    </message>
    <message>
        <source>Turnout {turnout:g} min + driving {driving:g} min, {pace}; second station within {second:g} min</source>
        <translation>出动 {turnout:g} 分钟 + 行车 {driving:g} 分钟，{pace}；第二力量 {second:g} 分钟内到场</translation>
    </message>
</context>
<context>
    <name>FormulaDialog</name>
    <message>
        <source>Computed columns</source>
        <translation>计算列</translation>
    </message>
    <message>
        <source>Column</source>
        <translation>列</translation>
    </message>
    <message>
        <source>Formula</source>
        <translation>算式</translation>
    </message>
    <message>
        <source>Columns to take</source>
        <translation>可用的列</translation>
    </message>
    <message>
        <source>[one column] / [another] * 100</source>
        <translation>[某列] / [另一列] * 100</translation>
    </message>
    <message>
        <source>Enter or a double click puts a column into the formula</source>
        <translation>回车或双击把列放进算式</translation>
    </message>
    <message>
        <source>Save the column</source>
        <translation>保存此列</translation>
    </message>
    <message>
        <source>Delete the column</source>
        <translation>删除此列</translation>
    </message>
    <message>
        <source>New column</source>
        <translation>新建列</translation>
    </message>
    <message>
        <source>Numbers, + - * /, parentheses and columns in brackets.</source>
        <translation>可用数字、+ - * /、括号和方括号中的列名。</translation>
    </message>
    <message>
        <source>First rows: {values}</source>
        <translation>前几行：{values}</translation>
    </message>
    <message>
        <source>Computed column {name}</source>
        <translation>计算列 {name}</translation>
    </message>
    <message>
        <source>Delete computed column {name}</source>
        <translation>删除计算列 {name}</translation>
    </message>
</context>
<context>
    <name>GroupsPage</name>
    <message>
        <source>Only those with too few people</source>
        <translation>只看人数不足的</translation>
    </message>
    <message>
        <source>Specialty or place</source>
        <translation>专业或地区</translation>
    </message>
    <message>
        <source>Number of teams</source>
        <translation>队伍数</translation>
    </message>
    <message>
        <source>Asked for</source>
        <translation>要求</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>队伍名称</translation>
    </message>
    <message>
        <source>{few} of {all} groups have too few people.</source>
        <translation>{all} 组中有 {few} 组人数不足。</translation>
    </message>
</context>
<context>
    <name>HazardLevelsDialog</name>
    <message>
        <source>Levels of hazard</source>
        <translation>灾害风险等级</translation>
    </message>
    <message>
        <source>Zones apply to each rule from</source>
        <translation>各项规则的生效等级</translation>
    </message>
    <message>
        <source>What the levels in the layers mean</source>
        <translation>图层中等级措辞的含义</translation>
    </message>
    <message>
        <source>as all rules: {level}</source>
        <translation>同总设置：{level}</translation>
    </message>
    <message>
        <source>not understood: always applies</source>
        <translation>看不懂，一律生效</translation>
    </message>
    <message>
        <source>read as {level}</source>
        <translation>读作“{level}”</translation>
    </message>
    <message>
        <source>Choose from which level zones apply</source>
        <translation>选择风险区生效等级</translation>
    </message>
</context>
<context>
    <name>HintBar</name>
    <message>
        <source>Close this hint</source>
        <translation>关闭提示</translation>
    </message>
</context>
<context>
    <name>HistoryPanel</name>
    <message>
        <source>History</source>
        <translation>操作历史</translation>
    </message>
    <message>
        <source>As opened</source>
        <translation>打开时</translation>
    </message>
    <message>
        <source>Steps that were done</source>
        <translation>已做的操作</translation>
    </message>
</context>
<context>
    <name>HoleTool</name>
    <message>
        <source>Select a facility with an outline, then draw what does not belong to it.</source>
        <translation>请先选中一处有轮廓的设施，再画出不属于它的地块。</translation>
    </message>
    <message>
        <source>Cut a hole into {name}</source>
        <translation>挖空{name}</translation>
    </message>
</context>
<context>
    <name>IdentifyPanel</name>
    <message>
        <source>Length</source>
        <translation>长度</translation>
    </message>
</context>
<context>
    <name>IdentifyTool</name>
    <message>
        <source>Click anything on the map to see what is known of it.</source>
        <translation>单击地图上的任意要素查看信息。</translation>
    </message>
</context>
<context>
    <name>ImportDetail</name>
    <message>
        <source>Status of all rows</source>
        <translation>整表状态</translation>
    </message>
    <message>
        <source>First rows of the file</source>
        <translation>文件的前几行</translation>
    </message>
    <message>
        <source>Where its places are</source>
        <translation>数据所在位置</translation>
    </message>
    <message>
        <source>Words of states</source>
        <translation>状态词对照</translation>
    </message>
    <message>
        <source>To be looked at</source>
        <translation>要核对的</translation>
    </message>
    <message>
        <source>Update what is there from the file</source>
        <translation>用文件更新工程里已有的设施</translation>
    </message>
    <message>
        <source>as found: {what}</source>
        <translation>识别为：{what}</translation>
    </message>
    <message>
        <source>as found</source>
        <translation>按识别结果</translation>
    </message>
    <message>
        <source>as the rows say</source>
        <translation>按各行所写</translation>
    </message>
    <message>
        <source>unit</source>
        <translation>单位</translation>
    </message>
    <message>
        <source>read as</source>
        <translation>读作</translation>
    </message>
    <message>
        <source>ground</source>
        <translation>依据</translation>
    </message>
    <message>
        <source>left out by you</source>
        <translation>已指定不导入</translation>
    </message>
    <message>
        <source>chosen by you</source>
        <translation>已指定</translation>
    </message>
    <message>
        <source>not needed</source>
        <translation>用不到</translation>
    </message>
    <message>
        <source>unit “{unit}” not known</source>
        <translation>单位“{unit}”认不出</translation>
    </message>
    <message>
        <source>heading, unit {unit}</source>
        <translation>列名，单位 {unit}</translation>
    </message>
    <message>
        <source>by its heading</source>
        <translation>列名相符</translation>
    </message>
    <message>
        <source>(not taken)</source>
        <translation>（不导入）</translation>
    </message>
    <message>
        <source>Unit of {column}</source>
        <translation>{column}的单位</translation>
    </message>
    <message>
        <source>as headed</source>
        <translation>按列名</translation>
    </message>
    <message>
        <source>{word} ({count})</source>
        <translation>{word}（{count}）</translation>
    </message>
    <message>
        <source>not understood</source>
        <translation>读不懂</translation>
    </message>
</context>
<context>
    <name>ImportPage</name>
    <message>
        <source>Add to the open project</source>
        <translation>添加到当前工程</translation>
    </message>
    <message>
        <source>New project from files</source>
        <translation>从文件新建工程</translation>
    </message>
    <message>
        <source>{used} of {total} layers can be used. Check what each was taken as; nothing is changed until you take it over.</source>
        <translation>{total} 个图层中有 {used} 个可用。请核对每个图层的用途；确认之前不会有任何改动。</translation>
    </message>
    <message>
        <source>Project name</source>
        <translation>工程名称</translation>
    </message>
    <message>
        <source>Add to the project</source>
        <translation>添加到工程</translation>
    </message>
    <message>
        <source>Create the project</source>
        <translation>建立工程</translation>
    </message>
    <message>
        <source>Read again with these choices</source>
        <translation>按所选用途重新读取</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Keep the choices in the folder (haven.toml) for next time</source>
        <translation>把这些选择存入文件夹（haven.toml），下次照用</translation>
    </message>
    <message>
        <source>What the project counts then</source>
        <translation>加入后将计入</translation>
    </message>
    <message>
        <source>What will count</source>
        <translation>建立后将计入</translation>
    </message>
    <message>
        <source>Taken as</source>
        <translation>用途</translation>
    </message>
    <message>
        <source>{count} without an area</source>
        <translation>{count} 处没有面积</translation>
    </message>
    <message>
        <source>Facilities of other kinds</source>
        <translation>其他类设施</translation>
    </message>
    <message>
        <source>(leave out)</source>
        <translation>（不使用）</translation>
    </message>
    <message>
        <source>Read again first: choices have changed</source>
        <translation>用途已改动，请先重新读取</translation>
    </message>
    <message>
        <source>Add layers</source>
        <translation>添加图层</translation>
    </message>
    <message>
        <source>Nothing was added: the project holds all of it already.</source>
        <translation>没有添加任何内容：工程里都已有。</translation>
    </message>
</context>
<context>
    <name>IndicatorsDialog</name>
    <message>
        <source>Of no chapter</source>
        <translation>其他</translation>
    </message>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>Copy all rows for a spreadsheet, to fill in there</source>
        <translation>复制全部指标，粘贴到电子表格中填写</translation>
    </message>
    <message>
        <source>Paste table</source>
        <translation>粘贴表格</translation>
    </message>
    <message>
        <source>Take values over from a table copied in a spreadsheet</source>
        <translation>把电子表格中填好并复制的数值读进来</translation>
    </message>
    <message>
        <source>Paste typed-in values</source>
        <translation>粘贴填报值</translation>
    </message>
    <message>
        <source>Typed-in indicators</source>
        <translation>填报指标</translation>
    </message>
    <message>
        <source>Indicator</source>
        <translation>指标</translation>
    </message>
    <message>
        <source>Yearbook, report, letter</source>
        <translation>年鉴、报告、来函</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>{plan}: {filled} of {total} filled in</source>
        <translation>{plan}：{total} 项中已填 {filled} 项</translation>
    </message>
    <message>
        <source>No layer holds these values. Without a value a row stays without data.</source>
        <translation>这些数值图层中没有，需要填报；未填的指标显示无数据。</translation>
    </message>
    <message>
        <source>This plan asks for no value that has to be typed in.</source>
        <translation>本规划没有需要填报的指标。</translation>
    </message>
    <message>
        <source>Baseline to be improved on</source>
        <translation>基期值，应优于基期</translation>
    </message>
    <message>
        <source>Target {target} by {year}</source>
        <translation>{year} 年目标 {target}</translation>
    </message>
    <message>
        <source>Target {target}</source>
        <translation>目标 {target}</translation>
    </message>
    <message>
        <source>{verdict} (now {figure})</source>
        <translation>{verdict}（当前 {figure}）</translation>
    </message>
    <message>
        <source>Type in a value</source>
        <translation>填写数值</translation>
    </message>
    <message>
        <source>Clear a typed-in value</source>
        <translation>清除填报数值</translation>
    </message>
</context>
<context>
    <name>Inspector</name>
    <message>
        <source>Selected</source>
        <translation>所选</translation>
    </message>
    <message>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <source>Inspector</source>
        <translation>检视面板</translation>
    </message>
</context>
<context>
    <name>LayerStylePopup</name>
    <message>
        <source>Opacity</source>
        <translation>不透明度</translation>
    </message>
    <message>
        <source>Line colour</source>
        <translation>线条颜色</translation>
    </message>
    <message>
        <source>Line width</source>
        <translation>线条宽度</translation>
    </message>
    <message>
        <source>Colour</source>
        <translation>颜色</translation>
    </message>
    <message>
        <source>Fill colour</source>
        <translation>填充颜色</translation>
    </message>
    <message>
        <source>Symbol size</source>
        <translation>符号大小</translation>
    </message>
    <message>
        <source>Show names on the map</source>
        <translation>在图上显示名称</translation>
    </message>
    <message>
        <source>Back to the usual look</source>
        <translation>恢复默认外观</translation>
    </message>
    <message>
        <source>Appearance of a layer</source>
        <translation>图层外观</translation>
    </message>
</context>
<context>
    <name>LayersPanel</name>
    <message>
        <source>Add layers from files</source>
        <translation>添加图层文件</translation>
    </message>
    <message>
        <source>Colour, width, opacity and labels of the chosen layer</source>
        <translation>所选图层的颜色、线宽、不透明度和标注</translation>
    </message>
    <message>
        <source>Figure that colours the townships</source>
        <translation>乡镇按哪项数值着色</translation>
    </message>
    <message>
        <source>Reach that is tinted; places beyond it are marked</source>
        <translation>显示服务范围，并标出未覆盖的居民点</translation>
    </message>
    <message>
        <source>No colouring</source>
        <translation>不着色</translation>
    </message>
    <message>
        <source>Not shown</source>
        <translation>不显示</translation>
    </message>
    <message>
        <source>Area per resident</source>
        <translation>人均有效避难面积</translation>
    </message>
    <message>
        <source>Fixed in reach</source>
        <translation>固定避难覆盖率</translation>
    </message>
    <message>
        <source>Emergency in reach</source>
        <translation>紧急避难覆盖率</translation>
    </message>
    <message>
        <source>Fire in reach</source>
        <translation>消防可达率</translation>
    </message>
    <message>
        <source>All fixed</source>
        <translation>全部固定避难场所</translation>
    </message>
    <message>
        <source>Layers, legend</source>
        <translation>图层与图例</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>着色</translation>
    </message>
    <message>
        <source>Within reach</source>
        <translation>服务范围内</translation>
    </message>
    <message>
        <source>Not within reach</source>
        <translation>未覆盖</translation>
    </message>
    <message>
        <source>Show {family}</source>
        <translation>显示{family}</translation>
    </message>
    <message>
        <source>Hide {family}</source>
        <translation>隐藏{family}</translation>
    </message>
    <message>
        <source>Show layer {name}</source>
        <translation>显示图层“{name}”</translation>
    </message>
    <message>
        <source>Hide layer {name}</source>
        <translation>隐藏图层“{name}”</translation>
    </message>
    <message>
        <source>Reorder layer {name}</source>
        <translation>调整图层“{name}”的顺序</translation>
    </message>
    <message>
        <source>Add layers…</source>
        <translation>添加图层…</translation>
    </message>
    <message>
        <source>Zoom there</source>
        <translation>缩放到此</translation>
    </message>
    <message>
        <source>Select all of them</source>
        <translation>全部选中</translation>
    </message>
    <message>
        <source>Open table</source>
        <translation>打开表格</translation>
    </message>
    <message>
        <source>Appearance…</source>
        <translation>外观…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Move up</source>
        <translation>上移</translation>
    </message>
    <message>
        <source>Move down</source>
        <translation>下移</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>Rename layer</source>
        <translation>重命名图层</translation>
    </message>
    <message>
        <source>Remove layer {name}</source>
        <translation>移除图层“{name}”</translation>
    </message>
</context>
<context>
    <name>Layouts</name>
    <message>
        <source>Layout 1</source>
        <translation>版面1</translation>
    </message>
</context>
<context>
    <name>LedgerBackDialog</name>
    <message>
        <source>Edited ledgers</source>
        <translation>修改后的台账</translation>
    </message>
    <message>
        <source>Tick the usual</source>
        <translation>勾选常规项</translation>
    </message>
    <message>
        <source>Everything but removals and what the project changed too</source>
        <translation>除删除项和冲突项以外的全部改动</translation>
    </message>
    <message>
        <source>Tick all</source>
        <translation>全选</translation>
    </message>
    <message>
        <source>Tick none</source>
        <translation>全不选</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>关闭</translation>
    </message>
    <message>
        <source>Not taken over</source>
        <translation>无法读回</translation>
    </message>
    <message>
        <source>Field</source>
        <translation>项目</translation>
    </message>
    <message>
        <source>In the project</source>
        <translation>工程中</translation>
    </message>
    <message>
        <source>In the ledger</source>
        <translation>台账中</translation>
    </message>
    <message>
        <source>Cell</source>
        <translation>单元格</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>原因</translation>
    </message>
    <message>
        <source>Take over {count}</source>
        <translation>读回 {count} 处改动</translation>
    </message>
    <message>
        <source>Take over edited ledgers</source>
        <translation>读回修改后的台账</translation>
    </message>
</context>
<context>
    <name>LedgerImportDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Take over {count}</source>
        <translation>读回 {count} 处改动</translation>
    </message>
</context>
<context>
    <name>LedgerPage</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Show only rows that contain</source>
        <translation>只显示包含以下文字的行</translation>
    </message>
    <message>
        <source>Not counted only</source>
        <translation>只看未计入的</translation>
    </message>
    <message>
        <source>Expired rows, rows without a depot, and rows whose item, quantity or unit is not known</source>
        <translation>已过期、未填储备库，以及品种、数量或单位不明的记录</translation>
    </message>
    <message>
        <source>Add a row</source>
        <translation>添加一行</translation>
    </message>
    <message>
        <source>Delete the selected rows</source>
        <translation>删除所选行</translation>
    </message>
    <message>
        <source>Paste rows copied from a spreadsheet</source>
        <translation>粘贴从表格复制的行</translation>
    </message>
    <message>
        <source>Import…</source>
        <translation>导入…</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>导出</translation>
    </message>
    <message>
        <source>This ledger…</source>
        <translation>库存台账…</translation>
    </message>
    <message>
        <source>Empty template…</source>
        <translation>空白模板…</translation>
    </message>
    <message>
        <source>No stock is listed yet. Import a ledger from Excel, paste rows copied from a spreadsheet, or add them one by one. The empty template shows the columns.</source>
        <translation>还没有库存记录。可以从 Excel 导入台账、粘贴从表格复制的行，或逐行添加。空白模板中列有各栏。</translation>
    </message>
    <message>
        <source>{shown} of {total} rows</source>
        <translation>{shown} / {total} 条</translation>
    </message>
    <message>
        <source>{rows}, {faulty} not counted</source>
        <translation>{rows}，{faulty} 条未计入</translation>
    </message>
    <message>
        <source>{depot} ({count})</source>
        <translation>{depot}（{count}）</translation>
    </message>
    <message>
        <source>All depots</source>
        <translation>全部储备库</translation>
    </message>
    <message>
        <source>Without a depot</source>
        <translation>未填储备库</translation>
    </message>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>The cell was not changed.</source>
        <translation>单元格没有改动。</translation>
    </message>
    <message>
        <source>Add a row of stock</source>
        <translation>添加库存记录</translation>
    </message>
    <message>
        <source>Delete {count} {count:row|rows} of stock</source>
        <translation>删除 {count} 条库存记录</translation>
    </message>
    <message>
        <source>Paste {count} {count:row|rows} of stock</source>
        <translation>粘贴 {count} 条库存记录</translation>
    </message>
    <message>
        <source>{count} {count:row|rows} pasted.</source>
        <translation>已粘贴 {count} 条。</translation>
    </message>
    <message>
        <source>Import a stock ledger</source>
        <translation>导入库存台账</translation>
    </message>
    <message>
        <source>Ledgers (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.tsv)</source>
        <translation>台账 (*.xlsx *.xlsm *.xls *.et *.ods *.csv *.tsv)</translation>
    </message>
    <message>
        <source>stock ledger template</source>
        <translation>库存台账模板</translation>
    </message>
    <message>
        <source>stock ledger</source>
        <translation>库存台账</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
</context>
<context>
    <name>LedgerTable</name>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>Change {column}</source>
        <translation>修改{column}</translation>
    </message>
</context>
<context>
    <name>LicencesDialog</name>
    <message>
        <source>Licences</source>
        <translation>许可证</translation>
    </message>
    <message>
        <source>Terms</source>
        <translation>条款</translation>
    </message>
    <message>
        <source>What Haven is made of, and under what terms each part is given, in its own words.</source>
        <translation>Haven 所用的各部分，以及各自的许可条款（原文）。</translation>
    </message>
</context>
<context>
    <name>LocalFactsForm</name>
    <message>
        <source>Seismic design intensity</source>
        <translation>抗震设防烈度</translation>
    </message>
    <message>
        <source>Prevailing wind from</source>
        <translation>主导风向</translation>
    </message>
    <message>
        <source>Cold winters</source>
        <translation>冬季寒冷（需取暖）</translation>
    </message>
    <message>
        <source>Verified to be nowhere in the county, so that no layer has to show them:</source>
        <translation>经核实本县没有（无须图层证明）：</translation>
    </message>
    <message>
        <source>A layer of the project shows such hazards.</source>
        <translation>工程图层中有这类风险。</translation>
    </message>
    <message>
        <source>{intensity}</source>
        <comment>seismic intensity</comment>
        <translation>{intensity} 度</translation>
    </message>
    <message>
        <source>north</source>
        <translation>北</translation>
    </message>
    <message>
        <source>north-north-east</source>
        <translation>北东北</translation>
    </message>
    <message>
        <source>north-east</source>
        <translation>东北</translation>
    </message>
    <message>
        <source>east-north-east</source>
        <translation>东东北</translation>
    </message>
    <message>
        <source>east</source>
        <translation>东</translation>
    </message>
    <message>
        <source>east-south-east</source>
        <translation>东东南</translation>
    </message>
    <message>
        <source>south-east</source>
        <translation>东南</translation>
    </message>
    <message>
        <source>south-south-east</source>
        <translation>南东南</translation>
    </message>
    <message>
        <source>south</source>
        <translation>南</translation>
    </message>
    <message>
        <source>south-south-west</source>
        <translation>南西南</translation>
    </message>
    <message>
        <source>south-west</source>
        <translation>西南</translation>
    </message>
    <message>
        <source>west-south-west</source>
        <translation>西西南</translation>
    </message>
    <message>
        <source>west</source>
        <translation>西</translation>
    </message>
    <message>
        <source>west-north-west</source>
        <translation>西西北</translation>
    </message>
    <message>
        <source>north-west</source>
        <translation>西北</translation>
    </message>
    <message>
        <source>north-north-west</source>
        <translation>北西北</translation>
    </message>
    <message>
        <source>{degrees}° (about {direction})</source>
        <translation>{degrees}°（约{direction}）</translation>
    </message>
</context>
<context>
    <name>LockBar</name>
    <message>
        <source>Save as…</source>
        <translation>另存为…</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>接管</translation>
    </message>
    <message>
        <source>From then on this window saves the project; the other one is told when it next saves.</source>
        <translation>此后由本窗口保存工程；对方下次保存时会得到提示。</translation>
    </message>
    <message>
        <source>{who} took this project over. It is read only here.</source>
        <translation>{who}已接管本工程，本窗口只能查看。</translation>
    </message>
    <message>
        <source>Another window has had this project open since {since}. It is read only here.</source>
        <translation>另一个窗口自 {since} 起已打开本工程，本窗口只能查看。</translation>
    </message>
    <message>
        <source>{who} has had this project open since {since}. It is read only here.</source>
        <translation>{who}自 {since} 起已打开本工程，本窗口只能查看。</translation>
    </message>
    <message>
        <source>{user} on {computer}</source>
        <translation>{user}（{computer}）</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Scenario that the map shows and edits change</source>
        <translation>当前方案：地图显示它，编辑修改它</translation>
    </message>
    <message>
        <source>Haven</source>
        <translation>Haven</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新工程</translation>
    </message>
    <message>
        <source> (read only)</source>
        <translation>（只读）</translation>
    </message>
    <message>
        <source>{file} — {scenario}{mark} — Haven</source>
        <translation>{file} — {scenario}{mark} — Haven</translation>
    </message>
    <message>
        <source>The cell was not changed.</source>
        <translation>单元格没有改动。</translation>
    </message>
    <message>
        <source>The value was not taken.</source>
        <translation>这个数值没有填入。</translation>
    </message>
    <message>
        <source>Take it anyway</source>
        <translation>仍按此填入</translation>
    </message>
</context>
<context>
    <name>MakeupPage</name>
    <message>
        <source>Show</source>
        <translation>显示</translation>
    </message>
    <message>
        <source>Area by form of space</source>
        <translation>按空间形式的有效面积</translation>
    </message>
    <message>
        <source>Area by kind of site</source>
        <translation>按场地类型的有效面积</translation>
    </message>
    <message>
        <source>Area by class</source>
        <translation>按类别的有效面积</translation>
    </message>
    <message>
        <source>Classes and what the rules ask</source>
        <translation>各类别与规则要求</translation>
    </message>
    <message>
        <source>Service limits</source>
        <translation>服务规模上限</translation>
    </message>
    <message>
        <source>All shelters</source>
        <translation>全部避难场所</translation>
    </message>
    <message>
        <source>{name} (m²)</source>
        <translation>{name}（m²）</translation>
    </message>
    <message>
        <source>Together (m²)</source>
        <translation>合计（m²）</translation>
    </message>
    <message>
        <source>{count} {count:shelter|shelters} of unknown area {count:is|are} left out.</source>
        <translation>{count} 处避难场所面积不明，未计入。</translation>
    </message>
    <message>
        <source>Holds (people)</source>
        <translation>可容纳（人）</translation>
    </message>
    <message>
        <source>Asked per person</source>
        <translation>人均要求</translation>
    </message>
    <message>
        <source>Rule set: {name}</source>
        <translation>规则集：{name}</translation>
    </message>
    <message>
        <source>Room for short stays / limit (people)</source>
        <translation>短期容量 / 上限（人）</translation>
    </message>
    <message>
        <source>Built-up land / limit (km²)</source>
        <translation>责任区建设用地 / 上限（km²）</translation>
    </message>
    <message>
        <source>Residents / limit (people)</source>
        <translation>服务人口 / 上限（人）</translation>
    </message>
    <message>
        <source>Over its limit in</source>
        <translation>超限项</translation>
    </message>
    <message>
        <source>A shelter serves what lies in its radius and nearer to it than to others of its class. The limits are values of GB 51143 table 3.1.10: check them against its text before use.</source>
        <translation>责任区为服务半径内到该场所比到同类其他场所更近的范围。上限取自 GB 51143 表 3.1.10，使用前请核对原文。</translation>
    </message>
    <message>
        <source>room</source>
        <translation>容量</translation>
    </message>
</context>
<context>
    <name>Manual</name>
    <message>
        <source>Manual</source>
        <translation>使用手册</translation>
    </message>
    <message>
        <source>Pages of the manual</source>
        <translation>手册目录</translation>
    </message>
</context>
<context>
    <name>MapCanvas</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
</context>
<context>
    <name>MapTab</name>
    <message>
        <source>Scale</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>Township colours</source>
        <translation>乡镇（街道）着色</translation>
    </message>
    <message>
        <source>As on screen</source>
        <translation>同屏幕范围</translation>
    </message>
    <message>
        <source>Move the map in its frame</source>
        <translation>移动图框内的地图</translation>
    </message>
    <message>
        <source>Drag moves the map, the wheel changes its scale; double-click the map does the same</source>
        <translation>拖动平移地图，滚轮改变比例尺；双击地图也可进入</translation>
    </message>
    <message>
        <source>Names on the map</source>
        <translation>显示名称注记</translation>
    </message>
    <message>
        <source>Places beyond reach</source>
        <translation>显示未覆盖的居民点</translation>
    </message>
    <message>
        <source>Candidates and rejected sites</source>
        <translation>显示备选和不采用的设施</translation>
    </message>
    <message>
        <source>Pale outside the township</source>
        <translation>淡化乡镇以外</translation>
    </message>
    <message>
        <source>Other layers than in the main window</source>
        <translation>图层与主窗口不同</translation>
    </message>
    <message>
        <source>Layers on this sheet</source>
        <translation>本版面的图层</translation>
    </message>
    <message>
        <source>No colouring</source>
        <translation>不着色</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>Whole township</source>
        <translation>全乡镇</translation>
    </message>
    <message>
        <source>Change sheet</source>
        <translation>修改版面</translation>
    </message>
    <message>
        <source>A scale is a number from 100 up, such as 1:50,000.</source>
        <translation>比例尺应为不小于 100 的数，例如 1:50,000。</translation>
    </message>
    <message>
        <source>Layers on the sheet</source>
        <translation>图面图层</translation>
    </message>
</context>
<context>
    <name>MeasureTool</name>
    <message>
        <source>Click on; the first point closes an area; double click or Enter ends.</source>
        <translation>单击下一点；点回起点量面积；双击或回车结束。</translation>
    </message>
    <message>
        <source>Click along the way to measure; Escape clears.</source>
        <translation>沿路线逐点单击量测；Esc 清除。</translation>
    </message>
    <message>
        <source>The line crosses itself</source>
        <translation>线条自相交</translation>
    </message>
    <message>
        <source>Around it: {length}</source>
        <translation>周长：{length}</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>&amp;File</source>
        <translation>文件(&amp;F)</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>编辑(&amp;E)</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>视图(&amp;V)</translation>
    </message>
    <message>
        <source>F&amp;acilities</source>
        <translation>设施(&amp;A)</translation>
    </message>
    <message>
        <source>&amp;Scenarios</source>
        <translation>方案(&amp;S)</translation>
    </message>
    <message>
        <source>&amp;Analysis</source>
        <translation>分析(&amp;N)</translation>
    </message>
    <message>
        <source>&amp;Results</source>
        <translation>成果(&amp;R)</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>帮助(&amp;H)</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的工程</translation>
    </message>
    <message>
        <source>Panels</source>
        <translation>面板</translation>
    </message>
    <message>
        <source>Bookmarks</source>
        <translation>书签</translation>
    </message>
    <message>
        <source>Distances are measured</source>
        <translation>距离量算方式</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Undo: {step}</source>
        <translation>撤销：{step}</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
    <message>
        <source>Redo: {step}</source>
        <translation>重做：{step}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>重做</translation>
    </message>
</context>
<context>
    <name>MessageBar</name>
    <message>
        <source>Details</source>
        <translation>详细信息</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>复制</translation>
    </message>
    <message>
        <source>Close this message (Esc)</source>
        <translation>关闭消息（Esc）</translation>
    </message>
</context>
<context>
    <name>NeedPage</name>
    <message>
        <source>By township</source>
        <translation>分乡镇（街道）</translation>
    </message>
    <message>
        <source>Need and room (people)</source>
        <translation>需求与容量（人）</translation>
    </message>
    <message>
        <source>Area per resident by either area (m²)</source>
        <translation>人均避难面积（m²）</translation>
    </message>
    <message>
        <source>Change the share displaced…</source>
        <translation>修改避难人数比例…</translation>
    </message>
    <message>
        <source>Room that longer stays leave serves shorter ones; an emergency comes first and finds all of it. Central shelters are for long stays.</source>
        <translation>较长时长避难用余的容量可供较短时长使用；紧急避难在先，可用全部容量。中心避难场所计入长期。</translation>
    </message>
    <message>
        <source>Effective area per resident by township (m²)</source>
        <translation>各乡镇（街道）人均有效避难面积（m²）</translation>
    </message>
    <message>
        <source>{short} of {all} below the line of {limit:g} m²</source>
        <translation>{all} 个中有 {short} 个低于 {limit:g} m² 的要求</translation>
    </message>
    <message>
        <source>residents, fewest m² first (%)</source>
        <translation>常住人口，人均面积由低到高（%）</translation>
    </message>
    <message>
        <source>effective area (%)</source>
        <translation>有效避难面积（%）</translation>
    </message>
    <message>
        <source>Without data and left out: {count} townships.</source>
        <translation>{count} 个乡镇（街道）无数据，未计入。</translation>
    </message>
    <message>
        <source>How evenly it is spread: Gini coefficient {gini}</source>
        <translation>分布均衡程度：基尼系数 {gini}</translation>
    </message>
    <message>
        <source>0 if all townships had the same per resident, towards 1 the less evenly.</source>
        <translation>各乡镇（街道）人均相同时为 0，越不均衡越接近 1。</translation>
    </message>
    <message>
        <source>{room} of {need}</source>
        <translation>{room} / {need}</translation>
    </message>
    <message>
        <source>Room against need by township (people): {stay}</source>
        <translation>各乡镇容量与需求（人）：{stay}</translation>
    </message>
    <message>
        <source>{short} of {all} townships have too little room; the mark on each bar is the need.</source>
        <translation>{all} 个乡镇中 {short} 个容量不足；条上的竖线是需求。</translation>
    </message>
    <message>
        <source>metres to the nearest fixed shelter</source>
        <translation>到最近固定避难场所的距离（m）</translation>
    </message>
    <message>
        <source>residents (%)</source>
        <translation>常住人口（%）</translation>
    </message>
    <message>
        <source>How many live within how many metres of a fixed shelter</source>
        <translation>距最近固定避难场所多远、占多少人</translation>
    </message>
    <message>
        <source>Half of all residents live within {metres} m.</source>
        <translation>一半常住人口在 {metres} m 以内。</translation>
    </message>
    <message>
        <source>Fewer than half of all residents can reach one.</source>
        <translation>能到达的常住人口不足一半。</translation>
    </message>
    <message>
        <source>Need (people)</source>
        <translation>需求（人）</translation>
    </message>
    <message>
        <source>Room (people)</source>
        <translation>容量（人）</translation>
    </message>
    <message>
        <source>≥ {people}</source>
        <translation>≥ {people}</translation>
    </message>
    <message>
        <source>Room / need</source>
        <translation>容量 ÷ 需求</translation>
    </message>
    <message>
        <source>Effective</source>
        <translation>有效面积</translation>
    </message>
    <message>
        <source>Gross</source>
        <translation>总面积</translation>
    </message>
    <message>
        <source>Lowest township, {area}: {township}</source>
        <translation>{area}最低的乡镇（街道）：{township}</translation>
    </message>
    <message>
        <source>Room</source>
        <translation>容量</translation>
    </message>
    <message>
        <source>Displaced: {share}; room / need: {ratio}</source>
        <translation>转移比例 {share}；容量 / 需求 {ratio}</translation>
    </message>
    <message>
        <source>Remark</source>
        <translation>说明</translation>
    </message>
    <message>
        <source>{count} of unknown area left out</source>
        <translation>{count} 处面积不明，未计入</translation>
    </message>
    <message>
        <source>partly estimated</source>
        <translation>部分面积为估算</translation>
    </message>
    <message>
        <source>Lowest township</source>
        <translation>最低的乡镇（街道）</translation>
    </message>
    <message>
        <source>Residents: {basis}</source>
        <translation>常住人口口径：{basis}</translation>
    </message>
    <message>
        <source>Residents of</source>
        <translation>范围</translation>
    </message>
    <message>
        <source>Back to the whole county</source>
        <translation>返回全县</translation>
    </message>
    <message>
        <source>Depots and points</source>
        <translation>各储备库（点）</translation>
    </message>
    <message>
        <source>Need and stock by item</source>
        <translation>各品种需求与库存</translation>
    </message>
    <message>
        <source>Stock / need</source>
        <translation>库存 ÷ 需求</translation>
    </message>
    <message>
        <source>Relocated</source>
        <translation>转移安置</translation>
    </message>
    <message>
        <source>Floor area / asked (m²)</source>
        <translation>建筑面积 / 应有（m²）</translation>
    </message>
    <message>
        <source>{floor} / {area} ({level})</source>
        <translation>{floor} / {area}（{level}）</translation>
    </message>
    <message>
        <source>Rows of stock</source>
        <translation>库存记录</translation>
    </message>
    <message>
        <source>Lowest item</source>
        <translation>最低品种</translation>
    </message>
    <message>
        <source>By building standard 121: a county or city relief depot for the people of its whole area, others for those to whom they are nearest</source>
        <translation>按建标 121：县级以上救灾、综合储备库按全域转移安置人口，其他按就近服务的转移安置人口</translation>
    </message>
    <message>
        <source>Whole county: {persons} people</source>
        <translation>全县：转移安置 {persons} 人</translation>
    </message>
    <message>
        <source>{depot}: {persons} people to whom it is the nearest</source>
        <translation>{depot}：就近服务的转移安置人口 {persons} 人</translation>
    </message>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>{short} of {all} essential items are short</source>
        <translation>{all} 种主要物资中 {short} 种不足</translation>
    </message>
    <message>
        <source>no stock is listed yet</source>
        <translation>还没有库存记录</translation>
    </message>
    <message>
        <source>climate not stated: the larger need is taken</source>
        <translation>未填写是否寒冷地区，取较大的需求</translation>
    </message>
    <message>
        <source>{count} {count:row|rows} of unknown quantity</source>
        <translation>{count} 条数量不明</translation>
    </message>
    <message>
        <source>not part of the lowest ratio</source>
        <translation>不参与最低品种的判定</translation>
    </message>
    <message>
        <source>{item} {ratio}</source>
        <translation>{item} {ratio}</translation>
    </message>
    <message>
        <source>{rows} ({expired} expired)</source>
        <translation>{rows}（{expired} 条过期）</translation>
    </message>
</context>
<context>
    <name>Openers</name>
    <message>
        <source>Workbook with edited ledgers</source>
        <translation>选择修改后的台账</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Looking for earlier versions</source>
        <translation>正在查找以前的版本</translation>
    </message>
</context>
<context>
    <name>Output</name>
    <message>
        <source>Written: {name}</source>
        <translation>已写入：{name}</translation>
    </message>
    <message>
        <source>Open folder</source>
        <translation>打开所在文件夹</translation>
    </message>
    <message>
        <source>Writing {name}</source>
        <translation>正在写入 {name}</translation>
    </message>
    <message>
        <source>PDF (*.pdf)</source>
        <translation>PDF (*.pdf)</translation>
    </message>
    <message>
        <source>Picture (*.png)</source>
        <translation>图片 (*.png)</translation>
    </message>
    <message>
        <source>Save sheet</source>
        <translation>保存图幅</translation>
    </message>
    <message>
        <source>There is no printer on this computer.</source>
        <translation>本机没有打印机。</translation>
    </message>
    <message>
        <source>The system knows none.</source>
        <translation>系统中未找到打印机。</translation>
    </message>
    <message>
        <source>Write the sheet as PDF and print it elsewhere.</source>
        <translation>可先导出 PDF，再到其他电脑打印。</translation>
    </message>
    <message>
        <source>Sent to the printer.</source>
        <translation>已送往打印机。</translation>
    </message>
    <message>
        <source>Printing</source>
        <translation>正在打印</translation>
    </message>
</context>
<context>
    <name>PackDialog</name>
    <message>
        <source>Meeting pack</source>
        <translation>会议资料包</translation>
    </message>
    <message>
        <source>Workbook, atlas, map, web map, text and geodata of one scenario, in a folder of their own with a list of the files.</source>
        <translation>把一个方案的成果表、图集、总图、电子地图、文本和数据放进一个新文件夹，并附文件清单。</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>语言</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <source>Map tiles</source>
        <translation>底图瓦片</translation>
    </message>
    <message>
        <source>Both</source>
        <translation>两种都要</translation>
    </message>
    <message>
        <source>Choose a folder</source>
        <translation>选择文件夹</translation>
    </message>
    <message>
        <source>Choose a file of tiles</source>
        <translation>选择瓦片文件</translation>
    </message>
    <message>
        <source>None (an MBTiles file may stand under the web map)</source>
        <translation>不用（可在电子地图下放一个 MBTiles 底图）</translation>
    </message>
    <message>
        <source>Make the pack</source>
        <translation>生成</translation>
    </message>
    <message>
        <source>Folder for the meeting pack</source>
        <translation>存放会议资料包的文件夹</translation>
    </message>
    <message>
        <source>Tiles under the web map</source>
        <translation>电子地图下的底图瓦片</translation>
    </message>
    <message>
        <source>Map tiles (*.mbtiles)</source>
        <translation>底图瓦片 (*.mbtiles)</translation>
    </message>
</context>
<context>
    <name>Page</name>
    <message>
        <source>Copy table</source>
        <translation>复制表格</translation>
    </message>
    <message>
        <source>No data, lacking: {names}. Add a file of them, or place them on the map.</source>
        <translation>无数据，缺少：{names}。请添加其资料文件，或在图上布设。</translation>
    </message>
</context>
<context>
    <name>PanTool</name>
    <message>
        <source>Drag to move the map; turn the wheel to zoom; double click to zoom in.</source>
        <translation>拖动平移地图；滚轮缩放；双击放大。</translation>
    </message>
</context>
<context>
    <name>PeoplePage</name>
    <message>
        <source>Places that gain or lose</source>
        <translation>覆盖有变化的居民点</translation>
    </message>
    <message>
        <source>Computing both scenarios…</source>
        <translation>正在计算两个方案…</translation>
    </message>
    <message>
        <source>Within reach now: {gained} places, {gained_people} people; no longer: {lost} places, {lost_people} people</source>
        <translation>新覆盖 {gained} 处、{gained_people} 人；不再覆盖 {lost} 处、{lost_people} 人</translation>
    </message>
    <message>
        <source>▲ comes within reach</source>
        <translation>▲ 新覆盖</translation>
    </message>
    <message>
        <source>▼ no longer within reach</source>
        <translation>▼ 不再覆盖</translation>
    </message>
</context>
<context>
    <name>PinnedFigures</name>
    <message>
        <source>Pin a headline figure</source>
        <translation>固定一项常看指标</translation>
    </message>
    <message>
        <source>Take down a headline figure</source>
        <translation>取下一项常看指标</translation>
    </message>
    <message>
        <source>Take from the headline figures</source>
        <translation>取消重点指标</translation>
    </message>
    <message>
        <source>Put among the headline figures</source>
        <translation>设为重点指标</translation>
    </message>
    <message>
        <source>Show its row</source>
        <translation>转到该项</translation>
    </message>
</context>
<context>
    <name>PlaceTool</name>
    <message>
        <source>Click, or Enter at the cross; Shift: several; Alt: candidate; Escape ends.</source>
        <translation>单击放置，回车放在十字处；Shift 连续放置，Alt 放为备选，Esc 结束。</translation>
    </message>
    <message>
        <source>Add {name}</source>
        <translation>新增{name}</translation>
    </message>
</context>
<context>
    <name>PlanDialog</name>
    <message>
        <source>Paste rows</source>
        <translation>粘贴指标</translation>
    </message>
    <message>
        <source>Add the rows of a table copied in a spreadsheet</source>
        <translation>把电子表格中复制的指标加到本县规划</translation>
    </message>
    <message>
        <source>Paste rows of a plan</source>
        <translation>粘贴规划指标</translation>
    </message>
    <message>
        <source>Choose plan</source>
        <translation>选择规划</translation>
    </message>
    <message>
        <source>Plan and targets</source>
        <translation>规划与目标</translation>
    </message>
    <message>
        <source>Name of the copy</source>
        <translation>副本名称</translation>
    </message>
    <message>
        <source>Copy this plan</source>
        <translation>复制此规划</translation>
    </message>
    <message>
        <source>Delete copy</source>
        <translation>删除副本</translation>
    </message>
    <message>
        <source>Add a target…</source>
        <translation>增加目标…</translation>
    </message>
    <message>
        <source>number not known</source>
        <translation>文号不详</translation>
    </message>
    <message>
        <source>{plan} ({number})</source>
        <translation>{plan}（{number}）</translation>
    </message>
    <message>
        <source>Copy of: {document}. Targets changed: {changed}, added: {added}</source>
        <translation>复制自：{document}。已改目标 {changed} 项，新增 {added} 项</translation>
    </message>
    <message>
        <source>Plan checked against</source>
        <translation>对照规划</translation>
    </message>
    <message>
        <source>County&apos;s own</source>
        <translation>本县</translation>
    </message>
    <message>
        <source>{year} (+{count})</source>
        <translation>{year}（+{count}）</translation>
    </message>
    <message>
        <source>{year}: {target}</source>
        <translation>{year}：{target}</translation>
    </message>
    <message>
        <source>{plan}, own targets</source>
        <translation>{plan}（自定）</translation>
    </message>
    <message>
        <source>Copy plan</source>
        <translation>复制规划</translation>
    </message>
    <message>
        <source>Delete copy of a plan</source>
        <translation>删除规划副本</translation>
    </message>
    <message>
        <source>Rename plan</source>
        <translation>重命名规划</translation>
    </message>
</context>
<context>
    <name>PlanForm</name>
    <message>
        <source>Direction of the target</source>
        <translation>目标方向</translation>
    </message>
    <message>
        <source>Targets by year</source>
        <translation>分年度目标</translation>
    </message>
    <message>
        <source>Add a year</source>
        <translation>增加年份</translation>
    </message>
    <message>
        <source>Remove this year</source>
        <translation>删除该年份</translation>
    </message>
    <message>
        <source>Choose a row to see its target, or to change it.</source>
        <translation>选择一项指标，查看或修改目标。</translation>
    </message>
    <message>
        <source>This plan came with the program. Copy it to change targets and years.</source>
        <translation>这是内置规划。复制后可修改目标和年份。</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>增加</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>A target of your own</source>
        <translation>自定目标</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Now: {figure}</source>
        <translation>当前：{figure}</translation>
    </message>
    <message>
        <source>Target of the plan: {target}</source>
        <translation>规划目标：{target}</translation>
    </message>
    <message>
        <source>Remove row</source>
        <translation>移除此项</translation>
    </message>
    <message>
        <source>Back to the plan</source>
        <translation>恢复规划目标</translation>
    </message>
    <message>
        <source>{target}, in force</source>
        <translation>{target}，执行中</translation>
    </message>
    <message>
        <source>Remove a year&apos;s target</source>
        <translation>删除一个年份的目标</translation>
    </message>
    <message>
        <source>Write the number that is to be reached.</source>
        <translation>请填写要达到的数值。</translation>
    </message>
    <message>
        <source>Add a target</source>
        <translation>增加目标</translation>
    </message>
    <message>
        <source>There is a target for this year already.</source>
        <translation>该年份已有目标。</translation>
    </message>
    <message>
        <source>Change a target</source>
        <translation>修改目标</translation>
    </message>
    <message>
        <source>Add a year&apos;s target</source>
        <translation>增加一个年份的目标</translation>
    </message>
    <message>
        <source>Back to the plan&apos;s target</source>
        <translation>恢复规划目标</translation>
    </message>
</context>
<context>
    <name>PreferencesDialog</name>
    <message>
        <source>Preferences</source>
        <translation>偏好设置</translation>
    </message>
    <message>
        <source>Appearance</source>
        <translation>外观</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>跟随系统</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>浅色</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>深色</translation>
    </message>
    <message>
        <source>Preferences, crash logs and unsaved work are kept in {folder}</source>
        <translation>偏好设置、错误日志和未保存的工作存放在 {folder}</translation>
    </message>
</context>
<context>
    <name>ProjectSettingsDialog</name>
    <message>
        <source>County and plan</source>
        <translation>县域与规划</translation>
    </message>
    <message>
        <source>Administrative code</source>
        <translation>行政区划代码</translation>
    </message>
    <message>
        <source>Project name</source>
        <translation>工程名称</translation>
    </message>
    <message>
        <source>Plan checked against</source>
        <translation>对照规划</translation>
    </message>
    <message>
        <source>What no layer tells</source>
        <translation>图层之外的情况</translation>
    </message>
    <message>
        <source>Change county and plan</source>
        <translation>修改县域与规划</translation>
    </message>
</context>
<context>
    <name>QFileDialog</name>
    <message>
        <source>&amp;Look in:</source>
        <translation>查找范围(&amp;L)：</translation>
    </message>
    <message>
        <source>Files of &amp;type:</source>
        <translation>文件类型(&amp;T)：</translation>
    </message>
</context>
<context>
    <name>RecoveryList</name>
    <message>
        <source>Haven was not closed properly. Work that was not saved can be brought back.</source>
        <translation>上次没有正常退出，未保存的修改可以找回。</translation>
    </message>
    <message>
        <source>Bring it back</source>
        <translation>找回</translation>
    </message>
    <message>
        <source>Throw away</source>
        <translation>丢弃</translation>
    </message>
    <message>
        <source>{name}: made up to {time} and never saved.</source>
        <translation>{name}：截至 {time} 新建后还没有保存过。</translation>
    </message>
    <message>
        <source>{name}: {count} {count:change|changes} up to {time} {count:was|were} not saved.</source>
        <translation>{name}：截至 {time} 有 {count} 处修改未保存。</translation>
    </message>
    <message>
        <source>New project</source>
        <translation>新工程</translation>
    </message>
    <message>
        <source>The file was saved or changed at {time}; the unsaved work comes back as a copy beside it.</source>
        <translation>该文件在 {time} 又保存或改动过，找回的修改将作为副本另存。</translation>
    </message>
</context>
<context>
    <name>RecoveryOffer</name>
    <message>
        <source>The start page lists {count} more.</source>
        <translation>首页另列有 {count} 项。</translation>
    </message>
    <message>
        <source>Haven was not closed properly last time.</source>
        <translation>上次没有正常退出。</translation>
    </message>
    <message>
        <source>It stays on the start page until it is saved or thrown away.</source>
        <translation>暂不处理也可以：首页会一直保留，直到找回并保存，或者丢弃。</translation>
    </message>
    <message>
        <source>Bring them back</source>
        <translation>找回</translation>
    </message>
</context>
<context>
    <name>RenewalDialog</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
</context>
<context>
    <name>ReshapeTool</name>
    <message>
        <source>Click a facility that has an outline.</source>
        <translation>单击一处有轮廓的设施。</translation>
    </message>
    <message>
        <source>Drag a corner, or an edge&apos;s middle to add one; Alt-click or Delete removes one.</source>
        <translation>拖动角点修改；拖动边的中点增加角点；Alt 单击或 Delete 删除角点。</translation>
    </message>
    <message>
        <source>Reshape {name}</source>
        <translation>修改{name}的轮廓</translation>
    </message>
    <message>
        <source>Add a corner to {name}</source>
        <translation>为{name}增加角点</translation>
    </message>
    <message>
        <source>Remove a corner of {name}</source>
        <translation>删除{name}的角点</translation>
    </message>
</context>
<context>
    <name>RuleComparison</name>
    <message>
        <source>Compare the values in force with</source>
        <translation>现行取值对比</translation>
    </message>
    <message>
        <source>Own values of the county hold in either set, except where the choice says without them.</source>
        <translation>本县取值在两套规则中同样有效；选“不含本县取值”时除外。</translation>
    </message>
    <message>
        <source>{ruleset}, without own values</source>
        <translation>{ruleset}，不含本县取值</translation>
    </message>
    <message>
        <source>Comparing rule sets</source>
        <translation>正在比较规则集</translation>
    </message>
    <message>
        <source>Values that differ: {count}</source>
        <translation>不同的取值：{count} 项</translation>
    </message>
    <message>
        <source>In force</source>
        <translation>现行</translation>
    </message>
    <message>
        <source>Source in force</source>
        <translation>现行依据</translation>
    </message>
    <message>
        <source>Source of the other set</source>
        <translation>对比依据</translation>
    </message>
    <message>
        <source>not in this rule set</source>
        <translation>该规则集没有此项</translation>
    </message>
    <message>
        <source>own value of the county</source>
        <translation>本县取值</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>差值</translation>
    </message>
    <message>
        <source>Computing…</source>
        <translation>正在计算…</translation>
    </message>
    <message>
        <source>Findings that change: {count}, verdicts: {verdicts}</source>
        <translation>受影响的指标：{count} 项，其中结论改变 {verdicts} 项</translation>
    </message>
    <message>
        <source>No finding changes.</source>
        <translation>各项指标均无变化。</translation>
    </message>
    <message>
        <source>{before} → {after}</source>
        <translation>{before} → {after}</translation>
    </message>
</context>
<context>
    <name>RuleForm</name>
    <message>
        <source>Choose a value to see where it is from, or to change it.</source>
        <translation>选择一项参数，查看依据或修改取值。</translation>
    </message>
    <message>
        <source>Who</source>
        <translation>确定人</translation>
    </message>
    <message>
        <source>When</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Person or office that decided</source>
        <translation>确定取值的人或单位</translation>
    </message>
    <message>
        <source>Minutes, local standard, survey</source>
        <translation>会议纪要、地方标准、实测</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>应用</translation>
    </message>
    <message>
        <source>Back to the standard</source>
        <translation>恢复标准值</translation>
    </message>
    <message>
        <source>Standard: {value}</source>
        <translation>标准值：{value}</translation>
    </message>
    <message>
        <source>{source} (edition {edition})</source>
        <translation>{source}（{edition} 版）</translation>
    </message>
    <message>
        <source>Change {rule}</source>
        <translation>修改{rule}</translation>
    </message>
    <message>
        <source>Write the new value.</source>
        <translation>请填写新的取值。</translation>
    </message>
    <message>
        <source>Write who decided this and why: every report shows it.</source>
        <translation>请写明确定人和理由，各份报告都会注明。</translation>
    </message>
    <message>
        <source>Reset {rule}</source>
        <translation>恢复{rule}</translation>
    </message>
</context>
<context>
    <name>Rules</name>
    <message>
        <source>Second hand</source>
        <translation>间接来源</translation>
    </message>
    <message>
        <source>Reference</source>
        <translation>参考取值</translation>
    </message>
    <message>
        <source>{who}, {when}: {why}</source>
        <translation>{who}，{when}：{why}</translation>
    </message>
    <message>
        <source>County&apos;s own value</source>
        <translation>本县取值</translation>
    </message>
</context>
<context>
    <name>RulesDialog</name>
    <message>
        <source>Not verified yet</source>
        <translation>待核对取值</translation>
    </message>
    <message>
        <source>Rules and sources</source>
        <translation>参数与依据</translation>
    </message>
    <message>
        <source>Rule set</source>
        <translation>规则集</translation>
    </message>
    <message>
        <source>Search names and standards</source>
        <translation>搜索参数名称、标准号</translation>
    </message>
    <message>
        <source>Only changed</source>
        <translation>只看已改</translation>
    </message>
    <message>
        <source>Reset all</source>
        <translation>全部恢复</translation>
    </message>
    <message>
        <source>Let the standard&apos;s values hold again everywhere</source>
        <translation>所有参数恢复标准值</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>移除</translation>
    </message>
    <message>
        <source>No value fits the search.</source>
        <translation>没有符合条件的参数。</translation>
    </message>
    <message>
        <source>Values in force</source>
        <translation>现行取值</translation>
    </message>
    <message>
        <source>Compare with another rule set</source>
        <translation>与其他规则集比较</translation>
    </message>
    <message>
        <source>Standard</source>
        <translation>标准值</translation>
    </message>
    <message>
        <source>{rule} {value}</source>
        <translation>{rule} {value}</translation>
    </message>
    <message>
        <source>Kept in the project but without effect: {names}</source>
        <translation>工程中保留但不起作用的取值：{names}</translation>
    </message>
    <message>
        <source>Choose rule set</source>
        <translation>选择规则集</translation>
    </message>
    <message>
        <source>Reset all rule values</source>
        <translation>全部恢复标准值</translation>
    </message>
    <message>
        <source>Remove values without effect</source>
        <translation>移除不起作用的取值</translation>
    </message>
</context>
<context>
    <name>RunPage</name>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Run again</source>
        <translation>重新计算</translation>
    </message>
</context>
<context>
    <name>ScenarioEdits</name>
    <message>
        <source>Plan {letter}</source>
        <translation>方案{letter}</translation>
    </message>
    <message>
        <source>New plan</source>
        <translation>新建方案</translation>
    </message>
    <message>
        <source>Name of the plan</source>
        <translation>方案名称</translation>
    </message>
    <message>
        <source>New plan {name}</source>
        <translation>新建方案“{name}”</translation>
    </message>
    <message>
        <source>Rename scenario</source>
        <translation>重命名方案</translation>
    </message>
    <message>
        <source>Rename scenario {name}</source>
        <translation>重命名方案“{name}”</translation>
    </message>
    <message>
        <source>Delete scenario {name}</source>
        <translation>删除方案“{name}”</translation>
    </message>
</context>
<context>
    <name>ScenariosPanel</name>
    <message>
        <source>Scenarios</source>
        <translation>方案</translation>
    </message>
    <message>
        <source>New plan from the one that is shown</source>
        <translation>以当前方案新建方案</translation>
    </message>
    <message>
        <source>Compare two scenarios…</source>
        <translation>对比两个方案…</translation>
    </message>
    <message>
        <source>{count} not met</source>
        <translation>{count} 项未达标</translation>
    </message>
    <message>
        <source>New plan from this one…</source>
        <translation>以此新建方案…</translation>
    </message>
    <message>
        <source>Rename…</source>
        <translation>重命名…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>删除</translation>
    </message>
</context>
<context>
    <name>ScopeSwitch</name>
    <message>
        <source>Chosen in the Analysis menu</source>
        <translation>在“分析”菜单中选定</translation>
    </message>
    <message>
        <source>Count facilities outside</source>
        <translation>计入县界以外的设施</translation>
    </message>
    <message>
        <source>Leave facilities outside out</source>
        <translation>不计县界以外的设施</translation>
    </message>
    <message>
        <source>Facilities outside the boundary are counted: {count}.</source>
        <translation>已计入县界以外的设施：{count} 处。</translation>
    </message>
    <message>
        <source>Facilities outside the boundary are left out: {count}.</source>
        <translation>已不计县界以外的设施：{count} 处。</translation>
    </message>
    <message>
        <source>Who decided this and why can be written under Rules and sources.</source>
        <translation>可在“参数与依据”中补充决定的单位和理由。</translation>
    </message>
</context>
<context>
    <name>SearchBox</name>
    <message>
        <source>Place or facility  Ctrl+K</source>
        <translation>查找地点、设施  Ctrl+K</translation>
    </message>
    <message>
        <source>Find a township, village, facility or feature by name</source>
        <translation>按名称查找乡镇、村（社区）、设施或图层要素</translation>
    </message>
    <message>
        <source>Nothing is called “{words}”</source>
        <translation>没有名称含“{words}”的内容</translation>
    </message>
</context>
<context>
    <name>SelectTool</name>
    <message>
        <source>Let go to place it here; Escape puts it back; hold Ctrl to switch snapping off.</source>
        <translation>松开放在此处；Esc 放回原处；按住 Ctrl 暂停捕捉。</translation>
    </message>
    <message>
        <source>Click to select, drag to move; drag over empty land to select several.</source>
        <translation>单击选择，拖动移动；在空白处拖框可多选。</translation>
    </message>
    <message>
        <source>Reshape {name}</source>
        <translation>修改{name}的轮廓</translation>
    </message>
    <message>
        <source>Move {name}</source>
        <translation>移动{name}</translation>
    </message>
    <message>
        <source>Move {count} facilities</source>
        <translation>移动 {count} 处设施</translation>
    </message>
</context>
<context>
    <name>SelectedPanel</name>
    <message>
        <source>Zoom there</source>
        <translation>缩放到此</translation>
    </message>
    <message>
        <source>Click a facility on the map to see and change it. New ones come from the buttons above the map.</source>
        <translation>单击地图上的设施即可查看和修改。新设施用地图上方的按钮布设。</translation>
    </message>
    <message>
        <source>Draw an outline</source>
        <translation>画轮廓</translation>
    </message>
    <message>
        <source>Selected: {name}</source>
        <translation>所选：{name}</translation>
    </message>
    <message>
        <source>Selected</source>
        <translation>所选</translation>
    </message>
    <message>
        <source>Stock: {count} {count:row|rows}…</source>
        <translation>库存台账：{count} 条…</translation>
    </message>
</context>
<context>
    <name>SheetEdits</name>
    <message>
        <source>Elements that were moved are back where the template puts them.</source>
        <translation>移动过的要素已恢复到模板位置。</translation>
    </message>
    <message>
        <source>Name of the layout</source>
        <translation>版面名称</translation>
    </message>
    <message>
        <source>New layout</source>
        <translation>新建版面</translation>
    </message>
    <message>
        <source>Layout</source>
        <translation>版面</translation>
    </message>
    <message>
        <source>Duplicate layout</source>
        <translation>复制版面</translation>
    </message>
    <message>
        <source>Rename layout</source>
        <translation>重命名版面</translation>
    </message>
    <message>
        <source>Delete layout</source>
        <translation>删除版面</translation>
    </message>
    <message>
        <source>Resize: {element}</source>
        <translation>调整大小：{element}</translation>
    </message>
    <message>
        <source>Move: {element}</source>
        <translation>移动：{element}</translation>
    </message>
    <message>
        <source>Show: {element}</source>
        <translation>显示：{element}</translation>
    </message>
    <message>
        <source>Leave out: {element}</source>
        <translation>隐藏：{element}</translation>
    </message>
    <message>
        <source>All as in the template</source>
        <translation>全部恢复为模板</translation>
    </message>
    <message>
        <source>As in the template: {element}</source>
        <translation>恢复为模板：{element}</translation>
    </message>
    <message>
        <source>Guide lines</source>
        <translation>参考线</translation>
    </message>
    <message>
        <source>Move the map</source>
        <translation>移动地图</translation>
    </message>
    <message>
        <source>Scale of the map</source>
        <translation>改变比例尺</translation>
    </message>
    <message>
        <source>Whole area</source>
        <translation>恢复全部范围</translation>
    </message>
</context>
<context>
    <name>SheetElement</name>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Subtitle</source>
        <translation>副标题</translation>
    </message>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Map before</source>
        <translation>对比前地图</translation>
    </message>
    <message>
        <source>Map after</source>
        <translation>对比后地图</translation>
    </message>
    <message>
        <source>Heading before</source>
        <translation>对比前图名</translation>
    </message>
    <message>
        <source>Heading after</source>
        <translation>对比后图名</translation>
    </message>
    <message>
        <source>Grid ticks</source>
        <translation>经纬度注记</translation>
    </message>
    <message>
        <source>Frame lines</source>
        <translation>图框</translation>
    </message>
    <message>
        <source>Large figures</source>
        <translation>大字指标</translation>
    </message>
    <message>
        <source>What these townships lack together</source>
        <translation>这些乡镇合计缺多少</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>附注</translation>
    </message>
    <message>
        <source>Scale bar</source>
        <translation>比例尺</translation>
    </message>
    <message>
        <source>North arrow</source>
        <translation>指北针</translation>
    </message>
    <message>
        <source>County seat enlarged</source>
        <translation>县城放大图</translation>
    </message>
    <message>
        <source>Location in the county</source>
        <translation>位置示意图</translation>
    </message>
    <message>
        <source>Data sources</source>
        <translation>资料来源</translation>
    </message>
    <message>
        <source>Security mark</source>
        <translation>密级标注</translation>
    </message>
    <message>
        <source>Map approval number</source>
        <translation>审图号</translation>
    </message>
    <message>
        <source>Drawing number</source>
        <translation>图号</translation>
    </message>
    <message>
        <source>Planning horizon</source>
        <translation>规划目标年</translation>
    </message>
    <message>
        <source>Lines to sign</source>
        <translation>签字栏</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <source>Page number</source>
        <translation>页码</translation>
    </message>
    <message>
        <source>What it was made from</source>
        <translation>成果来源标注</translation>
    </message>
    <message>
        <source>Township&apos;s figures</source>
        <translation>乡镇指标</translation>
    </message>
    <message>
        <source>Township&apos;s candidate sites</source>
        <translation>本乡镇备选场地</translation>
    </message>
    <message>
        <source>Township&apos;s facilities</source>
        <translation>乡镇设施清单</translation>
    </message>
    <message>
        <source>Where the list goes on</source>
        <translation>续页提示</translation>
    </message>
    <message>
        <source>Map, part {number}</source>
        <translation>地图之 {number}</translation>
    </message>
    <message>
        <source>Heading, part {number}</source>
        <translation>标题之 {number}</translation>
    </message>
    <message>
        <source>List, column {number}</source>
        <translation>清单第 {number} 栏</translation>
    </message>
</context>
<context>
    <name>SheetPanel</name>
    <message>
        <source>Map</source>
        <translation>地图</translation>
    </message>
    <message>
        <source>Words</source>
        <translation>文字</translation>
    </message>
    <message>
        <source>Elements</source>
        <translation>要素</translation>
    </message>
    <message>
        <source>Template</source>
        <translation>模板</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>纸张</translation>
    </message>
    <message>
        <source>Orientation</source>
        <translation>方向</translation>
    </message>
    <message>
        <source>Compared with</source>
        <translation>对比方案</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>标题</translation>
    </message>
    <message>
        <source>Subtitle</source>
        <translation>副标题</translation>
    </message>
    <message>
        <source>Data sources</source>
        <translation>资料来源</translation>
    </message>
    <message>
        <source>Security mark</source>
        <translation>密级标注</translation>
    </message>
    <message>
        <source>Map approval number</source>
        <translation>审图号</translation>
    </message>
    <message>
        <source>Drawing number</source>
        <translation>图号</translation>
    </message>
    <message>
        <source>Planning horizon</source>
        <translation>规划目标年</translation>
    </message>
    <message>
        <source>Own note</source>
        <translation>补充说明</translation>
    </message>
    <message>
        <source>For black-and-white printing</source>
        <translation>适合黑白打印</translation>
    </message>
    <message>
        <source>All elements as in the template</source>
        <translation>全部恢复为模板位置</translation>
    </message>
    <message>
        <source>Remove guide lines</source>
        <translation>清除参考线</translation>
    </message>
    <message>
        <source>Guide lines are drawn out of the rulers, and back onto them to remove.</source>
        <translation>从标尺拖出参考线，拖回标尺即可删除。</translation>
    </message>
    <message>
        <source>Fixed date</source>
        <translation>指定日期</translation>
    </message>
    <message>
        <source>An empty line is filled in from the project.</source>
        <translation>留空的项按工程内容自动填写。</translation>
    </message>
    <message>
        <source>Landscape</source>
        <translation>横向</translation>
    </message>
    <message>
        <source>Portrait</source>
        <translation>纵向</translation>
    </message>
    <message>
        <source>None</source>
        <translation>无</translation>
    </message>
    <message>
        <source>The one on screen</source>
        <translation>当前方案</translation>
    </message>
    <message>
        <source>Setup</source>
        <translation>版面</translation>
    </message>
    <message>
        <source>A line to fill in by hand</source>
        <translation>留空，手工填写</translation>
    </message>
    <message>
        <source>Change sheet</source>
        <translation>修改版面</translation>
    </message>
    <message>
        <source>Change paper or template</source>
        <translation>更换纸张或模板</translation>
    </message>
    <message>
        <source>Change words</source>
        <translation>修改文字</translation>
    </message>
</context>
<context>
    <name>SheetTemplate</name>
    <message>
        <source>Map and tables</source>
        <translation>地图与表格</translation>
    </message>
    <message>
        <source>Single map</source>
        <translation>单幅地图</translation>
    </message>
    <message>
        <source>Before and after</source>
        <translation>前后对比</translation>
    </message>
    <message>
        <source>Atlas by township</source>
        <translation>分乡镇图集</translation>
    </message>
    <message>
        <source>One page for the leader</source>
        <translation>领导一页</translation>
    </message>
    <message>
        <source>Slide (16:9)</source>
        <translation>幻灯片（16:9）</translation>
    </message>
</context>
<context>
    <name>ShelterPanel</name>
    <message>
        <source>Need and room</source>
        <translation>需求与容量</translation>
    </message>
    <message>
        <source>Make-up</source>
        <translation>构成</translation>
    </message>
    <message>
        <source>Upkeep</source>
        <translation>管护</translation>
    </message>
    <message>
        <source>Shelters: {scenario}</source>
        <translation>避难场所分析：{scenario}</translation>
    </message>
</context>
<context>
    <name>ShortcutsDialog</name>
    <message>
        <source>Keyboard and mouse</source>
        <translation>键盘与鼠标</translation>
    </message>
    <message>
        <source>Keyboard</source>
        <translation>键盘</translation>
    </message>
    <message>
        <source>Mouse on the map</source>
        <translation>地图上的鼠标操作</translation>
    </message>
    <message>
        <source>Wheel</source>
        <translation>滚轮</translation>
    </message>
    <message>
        <source>zoom in and out</source>
        <translation>缩放</translation>
    </message>
    <message>
        <source>Middle button, or Space</source>
        <translation>中键拖动，或按住空格</translation>
    </message>
    <message>
        <source>pan</source>
        <translation>平移</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>单击</translation>
    </message>
    <message>
        <source>select</source>
        <translation>选择</translation>
    </message>
    <message>
        <source>Shift + click</source>
        <translation>Shift + 单击</translation>
    </message>
    <message>
        <source>select one more</source>
        <translation>加选</translation>
    </message>
    <message>
        <source>Drag a facility</source>
        <translation>拖动设施</translation>
    </message>
    <message>
        <source>move it</source>
        <translation>移动</translation>
    </message>
    <message>
        <source>Drag on empty ground</source>
        <translation>在空白处拖框</translation>
    </message>
    <message>
        <source>select all inside</source>
        <translation>选中框内设施</translation>
    </message>
    <message>
        <source>Double click an outline</source>
        <translation>双击轮廓</translation>
    </message>
    <message>
        <source>reshape it</source>
        <translation>修改轮廓</translation>
    </message>
    <message>
        <source>Arrow keys</source>
        <translation>方向键</translation>
    </message>
    <message>
        <source>nudge the selection</source>
        <translation>微调所选设施</translation>
    </message>
    <message>
        <source>Escape</source>
        <translation>Esc</translation>
    </message>
    <message>
        <source>give up what was begun</source>
        <translation>放弃当前操作</translation>
    </message>
    <message>
        <source>Ctrl+Z, Ctrl+Y</source>
        <translation>Ctrl+Z、Ctrl+Y</translation>
    </message>
    <message>
        <source>undo, redo</source>
        <translation>撤销、重做</translation>
    </message>
</context>
<context>
    <name>SideMap</name>
    <message>
        <source>Map of {scenario}</source>
        <translation>{scenario}的地图</translation>
    </message>
</context>
<context>
    <name>SitingSection</name>
    <message>
        <source>{count} fail</source>
        <translation>{count} 项不符合</translation>
    </message>
    <message>
        <source>{count} without data</source>
        <translation>{count} 项无数据</translation>
    </message>
    <message>
        <source> · </source>
        <comment>between the parts of a heading</comment>
        <translation> · </translation>
    </message>
    <message>
        <source>In order</source>
        <comment>verdict of a siting check</comment>
        <translation>符合</translation>
    </message>
    <message>
        <source>Fails</source>
        <comment>verdict of a siting check</comment>
        <translation>不符合</translation>
    </message>
    <message>
        <source>Stands in or touches: {name}</source>
        <translation>位于其中或与其相接：{name}</translation>
    </message>
    <message>
        <source>{distance} from {name}</source>
        <translation>距{name} {distance}</translation>
    </message>
    <message>
        <source>{distance} from {name}, at least {limit} asked for</source>
        <translation>距{name} {distance}，要求不小于 {limit}</translation>
    </message>
</context>
<context>
    <name>StationsPage</name>
    <message>
        <source>{count} {count:station|stations}: {over} over {over:its|their} area limit, {failed} on a site that fails</source>
        <translation>{count} 个消防站，其中辖区面积超标 {over} 个，选址不符合 {failed} 个</translation>
    </message>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>In time (%)</source>
        <translation>按时到达（%）</translation>
    </message>
    <message>
        <source>Formula: A = 2 (S / λ)². Jurisdictions do not cross expressways, railways and large rivers, but land on a side without a station counts for the nearest one. Nearest to: residents to whom the station is the nearest, and how many of them it reaches in time.</source>
        <translation>公式：A = 2 (S / λ)²。辖区不跨越高速公路、快速路、铁路和大型河流，没有消防站的一侧归最近的站。就近人口：以该站为最近站的常住人口；按时到达：其中规定时间内可到达的比例。</translation>
    </message>
    <message>
        <source>minutes from the order to arrival</source>
        <translation>接到出动指令至到场（分钟）</translation>
    </message>
    <message>
        <source>residents (%)</source>
        <translation>常住人口（%）</translation>
    </message>
    <message>
        <source>How many the first reaches within how many minutes</source>
        <translation>第一支力量在几分钟内到达多少人</translation>
    </message>
    <message>
        <source>{share} within {limit:g} min</source>
        <translation>{limit:g} 分钟内到达 {share}</translation>
    </message>
    <message>
        <source>Jurisdiction / limit / formula (km²)</source>
        <translation>辖区 / 上限 / 公式（km²）</translation>
    </message>
    <message>
        <source>Reaches (km²)</source>
        <translation>可达（km²）</translation>
    </message>
    <message>
        <source>Across barriers</source>
        <translation>跨越屏障</translation>
    </message>
    <message>
        <source>Nearest to</source>
        <translation>就近人口</translation>
    </message>
    <message>
        <source>Adjoins larger</source>
        <translation>与较大站相邻</translation>
    </message>
    <message>
        <source>{name}, suburb</source>
        <translation>{name}（近郊）</translation>
    </message>
    <message>
        <source>{verdict}: {names}</source>
        <translation>{verdict}：{names}</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Stop</source>
        <translation>停止</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>进度</translation>
    </message>
    <message>
        <source>{count} {count:remark|remarks} on the data</source>
        <translation>数据提示 {count} 条</translation>
    </message>
    <message>
        <source>{longitude}° E  {latitude}° N</source>
        <translation>东经 {longitude}°  北纬 {latitude}°</translation>
    </message>
    <message>
        <source>X {northing}  Y {easting} (CGCS2000 {zone})</source>
        <translation>X {northing}  Y {easting}（CGCS2000 {zone} 带）</translation>
    </message>
    <message>
        <source>Not saved yet</source>
        <translation>未保存</translation>
    </message>
    <message>
        <source>No file yet</source>
        <translation>尚未存为文件</translation>
    </message>
    <message>
        <source>Saved at {time}</source>
        <translation>已保存 {time}</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>已保存</translation>
    </message>
</context>
<context>
    <name>SuppliesImportDialog</name>
    <message>
        <source>Import a stock ledger</source>
        <translation>导入库存台账</translation>
    </message>
    <message>
        <source>Into the ledger</source>
        <translation>写入方式</translation>
    </message>
    <message>
        <source>Rows without a known depot go to</source>
        <translation>找不到储备库的记录归入</translation>
    </message>
    <message>
        <source>Update what is there, add what is new, keep the rest</source>
        <translation>更新已有的，添加新的，其余保留</translation>
    </message>
    <message>
        <source>Replace the whole ledger</source>
        <translation>替换整个台账</translation>
    </message>
    <message>
        <source>Add every row after those that are there</source>
        <translation>全部追加在现有记录之后</translation>
    </message>
    <message>
        <source>no depot yet</source>
        <translation>暂不归入</translation>
    </message>
    <message>
        <source>Add to the ledger</source>
        <translation>写入台账</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>取消</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>行</translation>
    </message>
    <message>
        <source>What was not understood</source>
        <translation>未能识别的内容</translation>
    </message>
    <message>
        <source>{file}: {rows} {rows:row|rows}, {faulty} with something not understood</source>
        <translation>{file}：{rows} 条，其中 {faulty} 条有未能识别的内容</translation>
    </message>
    <message>
        <source>Lines of totals left out: {count}.</source>
        <translation>略去合计行 {count} 行。</translation>
    </message>
    <message>
        <source>{columns}. {totals}</source>
        <translation>{columns}。{totals}</translation>
    </message>
    <message>
        <source>{added} added, {changed} changed, {removed} removed, {same} unchanged</source>
        <translation>新增 {added} 条，修改 {changed} 条，删除 {removed} 条，不变 {same} 条</translation>
    </message>
    <message>
        <source>Import stock from {file}</source>
        <translation>从 {file} 导入库存</translation>
    </message>
</context>
<context>
    <name>SuppliesPanel</name>
    <message>
        <source>Supplies</source>
        <translation>物资保障</translation>
    </message>
    <message>
        <source>Need and shortage</source>
        <translation>需求与缺口</translation>
    </message>
    <message>
        <source>Dispatch plan</source>
        <translation>调运方案</translation>
    </message>
</context>
<context>
    <name>TablesPanel</name>
    <message>
        <source>Filter</source>
        <translation>筛选</translation>
    </message>
    <message>
        <source>Show only rows that contain</source>
        <translation>只显示包含以下文字的行</translation>
    </message>
    <message>
        <source>Table</source>
        <translation>表格</translation>
    </message>
    <message>
        <source>Copy the selected rows for a spreadsheet</source>
        <translation>复制所选行，可粘贴到表格软件</translation>
    </message>
    <message>
        <source>Show the selected rows on the map</source>
        <translation>在地图上显示所选行</translation>
    </message>
    <message>
        <source>Paste, fill down, replace, computed columns</source>
        <translation>粘贴、向下填充、替换、计算列</translation>
    </message>
    <message>
        <source>Computed columns…</source>
        <translation>计算列…</translation>
    </message>
    <message>
        <source>Fold the table in</source>
        <translation>收起表格</translation>
    </message>
    <message>
        <source>Fold the table out</source>
        <translation>展开表格</translation>
    </message>
    <message>
        <source>{shown} of {total}</source>
        <translation>{shown} / {total}</translation>
    </message>
</context>
<context>
    <name>TeamPanel</name>
    <message>
        <source>Head counts</source>
        <translation>队伍人数</translation>
    </message>
    <message>
        <source>Arrival</source>
        <translation>到场时间</translation>
    </message>
    <message>
        <source>Aircraft</source>
        <translation>航空救援</translation>
    </message>
    <message>
        <source>Grass-roots checklists</source>
        <translation>基层清单</translation>
    </message>
    <message>
        <source>Teams, aircraft, grass roots: {scenario}</source>
        <translation>队伍、航空与基层：{scenario}</translation>
    </message>
</context>
<context>
    <name>TimesPage</name>
    <message>
        <source>Nearest team</source>
        <translation>最近队伍</translation>
    </message>
    <message>
        <source>To its middle</source>
        <translation>到达中心</translation>
    </message>
    <message>
        <source>To its worst-placed settlement</source>
        <translation>到达最远居民点</translation>
    </message>
    <message>
        <source>{turnout} min to set out, then {pace}; later than {limit} min in red.</source>
        <translation>集结 {turnout} 分钟，{pace}；超过 {limit} 分钟标红。</translation>
    </message>
</context>
<context>
    <name>TodayLock</name>
    <message>
        <source>Today is locked: nothing was changed.</source>
        <translation>现状已锁定，没有改动。</translation>
    </message>
    <message>
        <source>Do it in a plan of its own, which starts as today is, or unlock today.</source>
        <translation>可复制现状为新方案并在其中改动，也可解除锁定。</translation>
    </message>
    <message>
        <source>Copy as {name}</source>
        <translation>复制为{name}</translation>
    </message>
    <message>
        <source>Unlock today</source>
        <translation>解除锁定</translation>
    </message>
</context>
<context>
    <name>Tool</name>
    <message>
        <source>This outline crosses itself or encloses no land.</source>
        <translation>轮廓自相交，或没有围出面积。</translation>
    </message>
    <message>
        <source>It is drawn in red on the map and was not taken over.</source>
        <translation>图上以红色标出，未采用。</translation>
    </message>
    <message>
        <source>Place its corners so that no two edges cross.</source>
        <translation>请调整角点，使各边互不相交。</translation>
    </message>
</context>
<context>
    <name>Toolbar</name>
    <message>
        <source>Tools</source>
        <translation>工具</translation>
    </message>
    <message>
        <source>More</source>
        <translation>更多</translation>
    </message>
    <message>
        <source>{families}; identify; reshape</source>
        <translation>{families}；查询；修改轮廓</translation>
    </message>
</context>
<context>
    <name>Tour</name>
    <message>
        <source>Next ({step} of {all})</source>
        <translation>下一步（{step}/{all}）</translation>
    </message>
    <message>
        <source>Work on your own county…</source>
        <translation>改用自己的县…</translation>
    </message>
    <message>
        <source>This is an invented county to try things out. At the right the plan&apos;s targets are checked, what is missed first: click a row, and the map shows where it is worst.</source>
        <translation>这是虚构的示例县，可以随意试用。右侧对照规划逐项核查，未达标的在前：单击一行，地图移到最差的地方。</translation>
    </message>
    <message>
        <source>Choose Shelter in the toolbar, click on the map and type a name: a shelter is placed, and the figures follow. Ctrl+Z takes it back.</source>
        <translation>在工具栏选“避难场所”，在地图上点一下，填上名称，就布设了一处，指标随即更新；Ctrl+Z 撤销。</translation>
    </message>
    <message>
        <source>Drag a facility: beside it stand the people it gains or loses. Ctrl+M compares what was planned with today.</source>
        <translation>拖动一处设施，旁边显示多覆盖或少覆盖多少人；Ctrl+M 把方案与现状对比。</translation>
    </message>
    <message>
        <source>Below the map are the ledgers, which can be edited and take rows from Excel. Analysis, at the right, has arrival times, supplies, roads and more.</source>
        <translation>地图下方是台账，可直接修改，也可从 Excel 粘贴；右侧“分析”里有消防响应、物资保障、路网等。</translation>
    </message>
    <message>
        <source>Results writes workbook, maps and text in one go. F1 opens the manual where you are, Ctrl+Shift+P finds any command.</source>
        <translation>“成果”菜单可一次生成工作簿、地图和文本。按 F1 打开手册中对应的一页，按 Ctrl+Shift+P 查找任何命令。</translation>
    </message>
</context>
<context>
    <name>TownsPage</name>
    <message>
        <source>{count} {count:township|townships}, {short} with less than the brigade {short:it needs|they need}</source>
        <translation>{count} 个乡镇（街道），其中 {short} 个消防力量低于应建等级</translation>
    </message>
    <message>
        <source>Residents of {count} {count:township|townships} are unknown: there every place counts alike.</source>
        <translation>{count} 个乡镇（街道）人口不明，其中各居民点同等计算。</translation>
    </message>
    <message>
        <source>Minutes from the dispatch order to the arrival, mean and not exceeded for 90 % of the residents, of the first station and of the second (2nd). Villages and built-up land: reached in time. Needs: the brigade that the size of the town asks for.</source>
        <translation>时间自接到出动指令起至到场止：平均值和九成常住人口不超过的值；二到指第二近的消防站。可达村和建成区按首到力量规定时间内可达计。应建：按建成区面积和人口应建的消防队。</translation>
    </message>
    <message>
        <source>Mean (min)</source>
        <translation>平均（分）</translation>
    </message>
    <message>
        <source>90 % (min)</source>
        <translation>九成（分）</translation>
    </message>
    <message>
        <source>2nd, 90 % (min)</source>
        <translation>二到九成（分）</translation>
    </message>
    <message>
        <source>2nd in time (%)</source>
        <translation>二到按时（%）</translation>
    </message>
    <message>
        <source>Built-up (%)</source>
        <translation>建成区（%）</translation>
    </message>
    <message>
        <source>Needs</source>
        <translation>应建</translation>
    </message>
    <message>
        <source>Has</source>
        <translation>现有</translation>
    </message>
    <message>
        <source>Villages in reach</source>
        <translation>可达村（社区）</translation>
    </message>
    <message>
        <source>Micro</source>
        <translation>微型站</translation>
    </message>
    <message>
        <source>In {minutes:g} min (%)</source>
        <translation>{minutes:g} 分钟内（%）</translation>
    </message>
</context>
<context>
    <name>TownshipFigures</name>
    <message>
        <source>Show on the map</source>
        <translation>在地图上显示</translation>
    </message>
</context>
<context>
    <name>TravelSwitch</name>
    <message>
        <source>Measure distances: {way}</source>
        <translation>距离按“{way}”量算</translation>
    </message>
</context>
<context>
    <name>Trend</name>
    <message>
        <source>{scenario}: {words}</source>
        <translation>{scenario}：{words}</translation>
    </message>
</context>
<context>
    <name>TrendChart</name>
    <message>
        <source>Figure of the chart</source>
        <translation>图表的指标</translation>
    </message>
    <message>
        <source>{figure} over scenarios and years</source>
        <translation>{figure}：各方案与逐年</translation>
    </message>
</context>
<context>
    <name>TypedValue</name>
    <message>
        <source>Yearbook, report, letter</source>
        <translation>年鉴、报告、来函</translation>
    </message>
    <message>
        <source>Value ({unit})</source>
        <translation>数值（{unit}）</translation>
    </message>
    <message>
        <source>Use this value</source>
        <translation>采用</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>清除</translation>
    </message>
    <message>
        <source>Type in a value</source>
        <translation>填写数值</translation>
    </message>
</context>
<context>
    <name>UndoOffer</name>
    <message>
        <source>{count} {count:facility was|facilities were} deleted.</source>
        <translation>已删除 {count} 处设施。</translation>
    </message>
    <message>
        <source>Layer {name} was removed.</source>
        <translation>已移除图层“{name}”。</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>撤销</translation>
    </message>
</context>
<context>
    <name>UnverifiedValues</name>
    <message>
        <source>{count} of {all} values have not been held against the text of their source.</source>
        <translation>全部 {all} 项取值中有 {count} 项尚未与原文核对。</translation>
    </message>
</context>
<context>
    <name>UpkeepPage</name>
    <message>
        <source>Excel workbook (*.xlsx)</source>
        <translation>Excel 工作簿 (*.xlsx)</translation>
    </message>
    <message>
        <source>Writing {file}</source>
        <translation>正在写入 {file}</translation>
    </message>
</context>
<context>
    <name>VillagesPage</name>
    <message>
        <source>{count} {count:village|villages} that no station reaches in {minutes:g} minutes</source>
        <translation>{count} 个村（社区）{minutes:g} 分钟内没有消防站能到达</translation>
    </message>
    <message>
        <source>The {shown} worst of {all} are listed.</source>
        <translation>共 {all} 个，列出时间最长的 {shown} 个。</translation>
    </message>
    <message>
        <source>Village</source>
        <translation>村（社区）</translation>
    </message>
    <message>
        <source>Unnamed</source>
        <translation>未命名</translation>
    </message>
    <message>
        <source>First arrives (min)</source>
        <translation>首到（分钟）</translation>
    </message>
    <message>
        <source>From</source>
        <translation>来自</translation>
    </message>
    <message>
        <source>Second arrives (min)</source>
        <translation>第二到场（分钟）</translation>
    </message>
</context>
<context>
    <name>WelcomePage</name>
    <message>
        <source>Haven</source>
        <translation>Haven</translation>
    </message>
    <message>
        <source>Plan shelters, relief depots and fire stations of a county, and see at once whom they reach</source>
        <translation>规划县域避难场所、物资储备库和消防救援站，随改随看覆盖到多少人</translation>
    </message>
    <message>
        <source>Back to the map</source>
        <translation>返回地图</translation>
    </message>
    <message>
        <source>Open the sample county</source>
        <translation>打开示例县</translation>
    </message>
    <message>
        <source>An invented county with everything in it, to try things out</source>
        <translation>虚构的县，资料齐全，供试用</translation>
    </message>
    <message>
        <source>Open a project</source>
        <translation>打开工程</translation>
    </message>
    <message>
        <source>A project file saved before</source>
        <translation>以前保存的工程文件</translation>
    </message>
    <message>
        <source>New project from files</source>
        <translation>从文件新建工程</translation>
    </message>
    <message>
        <source>GeoPackage, Shapefile, GeoJSON, KML, CSV or Excel with coordinates</source>
        <translation>GeoPackage、Shapefile、GeoJSON、KML，或带坐标的 CSV、Excel</translation>
    </message>
    <message>
        <source>New project from a folder</source>
        <translation>从文件夹新建工程</translation>
    </message>
    <message>
        <source>Everything in it that can be recognised</source>
        <translation>自动识别其中的资料</translation>
    </message>
    <message>
        <source>Recent projects</source>
        <translation>最近的工程</translation>
    </message>
    <message>
        <source>None yet. Projects you save or open are listed here.</source>
        <translation>还没有。保存或打开过的工程会列在这里。</translation>
    </message>
    <message>
        <source>Files can also be dragged onto this window.</source>
        <translation>也可以把文件拖到本窗口。</translation>
    </message>
    <message>
        <source>not there any more</source>
        <translation>已不在</translation>
    </message>
    <message>
        <source>does not answer</source>
        <translation>无响应</translation>
    </message>
</context>
<context>
    <name>YearsKeptPage</name>
    <message>
        <source>Figure of the chart</source>
        <translation>图表的指标</translation>
    </message>
</context>
<context>
    <name>ZoomButtons</name>
    <message>
        <source>Zoom in (+)</source>
        <translation>放大（+）</translation>
    </message>
    <message>
        <source>Zoom out (-)</source>
        <translation>缩小（-）</translation>
    </message>
    <message>
        <source>Whole county (Home)</source>
        <translation>全县（Home）</translation>
    </message>
</context>
</TS>
